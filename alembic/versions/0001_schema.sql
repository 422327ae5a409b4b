-- The tables and indexes of the first schema, for SQLite and PostgreSQL. Words in braces differ between the two;
-- 0001_schema.py has both spellings, and makes the triggers.

-- Where articles are looked for, and by whom

CREATE TABLE outlet (
    id {key},
    name TEXT NOT NULL,
    name_en TEXT,
    domain TEXT,
    language TEXT,
    time_zone TEXT,
    CONSTRAINT pk_outlet PRIMARY KEY (id),
    CONSTRAINT uq_outlet_name UNIQUE (name)
);

CREATE TABLE name_set (
    id {key},
    digest TEXT NOT NULL,
    forms {json} NOT NULL,
    CONSTRAINT pk_name_set PRIMARY KEY (id),
    CONSTRAINT uq_name_set_digest UNIQUE (digest)
);

CREATE TABLE source (
    id {key},
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    name_set_id {id},
    moved_to TEXT,
    moving_to TEXT,
    first_seen_at {time} NOT NULL,
    last_fetched_at {time},
    last_success_at {time},
    last_full_at {time},
    retry_at {time},
    last_items INTEGER,
    failures INTEGER DEFAULT '0' NOT NULL,
    failure TEXT,
    interval_seconds FLOAT,
    next_due_at {time},
    lease_owner TEXT,
    lease_until {time},
    last_new_at {time},
    usual_gap_seconds FLOAT,
    silent_since {time},
    yield_now FLOAT,
    yield_usual FLOAT,
    yield_fell_at {time},
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT fk_source_name_set_id FOREIGN KEY(name_set_id) REFERENCES name_set (id),
    CONSTRAINT uq_source_kind_url UNIQUE (kind, url)
);
CREATE INDEX ix_source_next_due_at ON source (next_due_at);

CREATE TABLE run (
    id {key},
    kind TEXT NOT NULL,
    started_at {time} NOT NULL,
    finished_at {time},
    links_seen INTEGER DEFAULT '0' NOT NULL,
    outcomes {json} NOT NULL,
    sources_read INTEGER DEFAULT '0' NOT NULL,
    sources_failed INTEGER DEFAULT '0' NOT NULL,
    new_coverage INTEGER DEFAULT '0' NOT NULL,
    interrupted BOOLEAN DEFAULT {no} NOT NULL,
    lease_name TEXT,
    CONSTRAINT pk_run PRIMARY KEY (id)
);
CREATE INDEX ix_run_lease_name ON run (lease_name);

CREATE TABLE lease (
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    until {time} NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (name)
);

CREATE TABLE notice (
    "key" TEXT NOT NULL,
    created_at {time} NOT NULL,
    sent_at {time},
    CONSTRAINT pk_notice PRIMARY KEY ("key")
);

CREATE TABLE layout_day (
    outlet TEXT NOT NULL,
    day DATE NOT NULL,
    pages INTEGER NOT NULL,
    article INTEGER NOT NULL,
    headline INTEGER NOT NULL,
    text INTEGER NOT NULL,
    date INTEGER NOT NULL,
    byline INTEGER NOT NULL,
    CONSTRAINT pk_layout_day PRIMARY KEY (outlet, day)
);

-- Who is tracked

CREATE TABLE entity (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    tracked BOOLEAN NOT NULL,
    first_seen_at {time} NOT NULL,
    CONSTRAINT pk_entity PRIMARY KEY (id),
    CONSTRAINT ck_entity_kind CHECK (kind IN ('person', 'company'))
);

CREATE TABLE entity_name (
    entity_id TEXT NOT NULL,
    form TEXT NOT NULL,
    origin TEXT NOT NULL,
    CONSTRAINT pk_entity_name PRIMARY KEY (entity_id, form),
    CONSTRAINT fk_entity_name_entity_id FOREIGN KEY(entity_id) REFERENCES entity (id) ON DELETE CASCADE
);

-- Stories and their articles

CREATE TABLE story (
    id {key},
    created_at {time} NOT NULL,
    merged_into {id},
    outlets INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_story PRIMARY KEY (id),
    CONSTRAINT fk_story_merged_into FOREIGN KEY(merged_into) REFERENCES story (id)
);
CREATE INDEX ix_story_merged_into ON story (merged_into);
CREATE INDEX ix_story_outlets ON story (outlets, id) WHERE outlets > 1;

CREATE TABLE related_story (
    story_id {id} NOT NULL,
    other_id {id} NOT NULL,
    CONSTRAINT pk_related_story PRIMARY KEY (story_id, other_id),
    CONSTRAINT fk_related_story_other_id FOREIGN KEY(other_id) REFERENCES story (id) ON DELETE CASCADE,
    CONSTRAINT fk_related_story_story_id FOREIGN KEY(story_id) REFERENCES story (id) ON DELETE CASCADE
);
CREATE INDEX ix_related_story_other_id ON related_story (other_id);

CREATE TABLE story_apart (
    story_id {id} NOT NULL,
    other_id {id} NOT NULL,
    CONSTRAINT pk_story_apart PRIMARY KEY (story_id, other_id),
    CONSTRAINT fk_story_apart_other_id FOREIGN KEY(other_id) REFERENCES story (id) ON DELETE CASCADE,
    CONSTRAINT fk_story_apart_story_id FOREIGN KEY(story_id) REFERENCES story (id) ON DELETE CASCADE
);
CREATE INDEX ix_story_apart_other_id ON story_apart (other_id);

CREATE TABLE article (
    id {key},
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    outlet_id {id} NOT NULL,
    story_id {id} NOT NULL,
    story_role TEXT NOT NULL,
    story_score FLOAT NOT NULL,
    headline TEXT NOT NULL,
    headline_source TEXT NOT NULL,
    byline TEXT,
    text TEXT NOT NULL,
    text_source TEXT NOT NULL,
    text_digest TEXT NOT NULL,
    language TEXT NOT NULL,
    section TEXT,
    published_at {time},
    published_on DATE,
    has_time BOOLEAN NOT NULL,
    date_source TEXT,
    name_set_id {id} NOT NULL,
    first_seen_at {time} NOT NULL,
    fetched_at {time} NOT NULL,
    CONSTRAINT pk_article PRIMARY KEY (id),
    CONSTRAINT ck_article_story_role CHECK (story_role IN ('new', 'copy', 'rewrite')),
    CONSTRAINT fk_article_name_set_id FOREIGN KEY(name_set_id) REFERENCES name_set (id),
    CONSTRAINT fk_article_outlet_id FOREIGN KEY(outlet_id) REFERENCES outlet (id),
    CONSTRAINT fk_article_story_id FOREIGN KEY(story_id) REFERENCES story (id),
    CONSTRAINT uq_article_canonical_url UNIQUE (canonical_url)
);
CREATE INDEX ix_article_outlet_id ON article (outlet_id);
CREATE INDEX ix_article_published_at ON article (published_at);
CREATE INDEX ix_article_story_id ON article (story_id);
CREATE INDEX ix_article_text_digest ON article (text_digest);
CREATE INDEX ix_article_mere_headline ON article (id) WHERE text_source = 'offer';
CREATE INDEX ix_article_host ON article ({host});

CREATE TABLE article_url (
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    article_id {id} NOT NULL,
    first_seen_at {time} NOT NULL,
    CONSTRAINT pk_article_url PRIMARY KEY (url),
    CONSTRAINT fk_article_url_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_url_article_id ON article_url (article_id);
CREATE INDEX ix_article_url_canonical_url ON article_url (canonical_url);

CREATE TABLE article_version (
    id {key},
    article_id {id} NOT NULL,
    fetched_at {time} NOT NULL,
    replaced_at {time} NOT NULL,
    headline TEXT NOT NULL,
    text TEXT NOT NULL,
    text_digest TEXT NOT NULL,
    archive_file TEXT,
    archive_offset BIGINT,
    archive_length BIGINT,
    CONSTRAINT pk_article_version PRIMARY KEY (id),
    CONSTRAINT fk_article_version_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_version_article_id ON article_version (article_id);

CREATE TABLE sketch (
    hash BIGINT NOT NULL,
    article_id {id} NOT NULL,
    CONSTRAINT pk_sketch PRIMARY KEY (hash, article_id),
    CONSTRAINT fk_sketch_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX ix_sketch_article_id ON sketch (article_id);

-- Where each name stands, and the table of coverage

CREATE TABLE mention (
    id {key},
    article_id {id} NOT NULL,
    entity_id TEXT NOT NULL,
    place TEXT NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    form TEXT NOT NULL,
    confidence FLOAT NOT NULL,
    evidence {json} NOT NULL,
    CONSTRAINT pk_mention PRIMARY KEY (id),
    CONSTRAINT ck_mention_place CHECK (place IN ('headline', 'lead', 'body')),
    CONSTRAINT fk_mention_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE,
    CONSTRAINT fk_mention_entity_id FOREIGN KEY(entity_id) REFERENCES entity (id)
);
CREATE INDEX ix_mention_article_entity ON mention (article_id, entity_id);
CREATE INDEX ix_mention_entity ON mention (entity_id);

CREATE TABLE media_coverage (
    id {key},
    entity_id TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity_name TEXT NOT NULL,
    month TEXT,
    published_at {time},
    published_on DATE,
    headline TEXT NOT NULL,
    url TEXT NOT NULL,
    outlet TEXT NOT NULL,
    language TEXT NOT NULL,
    mention_count INTEGER NOT NULL,
    in_headline BOOLEAN NOT NULL,
    in_lead BOOLEAN NOT NULL,
    share FLOAT NOT NULL,
    quoted BOOLEAN NOT NULL,
    snippet TEXT NOT NULL,
    confidence FLOAT NOT NULL,
    status TEXT NOT NULL,
    evidence {json} NOT NULL,
    story_id {id} NOT NULL,
    article_id {id} NOT NULL,
    first_seen_at {time} NOT NULL,
    decided_by TEXT,
    decided_at {time},
    CONSTRAINT pk_media_coverage PRIMARY KEY (id),
    CONSTRAINT ck_media_coverage_status CHECK (status IN ('confirmed', 'review', 'rejected')),
    CONSTRAINT fk_media_coverage_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE,
    CONSTRAINT fk_media_coverage_entity_id FOREIGN KEY(entity_id) REFERENCES entity (id),
    CONSTRAINT fk_media_coverage_story_id FOREIGN KEY(story_id) REFERENCES story (id),
    CONSTRAINT uq_media_coverage_entity_id_article_id UNIQUE (entity_id, article_id)
);
CREATE INDEX ix_media_coverage_entity_newest ON media_coverage
    (entity_id, published_on DESC{last}, published_at DESC{last}, article_id DESC);
CREATE INDEX ix_media_coverage_newest ON media_coverage
    (published_on DESC{last}, published_at DESC{last}, article_id DESC);
CREATE INDEX ix_media_coverage_entity_outlet ON media_coverage (entity_id, status, outlet, published_on);
CREATE INDEX ix_media_coverage_month ON media_coverage (month, status, entity_id, story_id);
CREATE INDEX ix_media_coverage_article ON media_coverage (article_id, status, entity_id);
CREATE INDEX ix_media_coverage_first_seen_at ON media_coverage (first_seen_at);
CREATE INDEX ix_media_coverage_review ON media_coverage (confidence) WHERE status = 'review';
CREATE INDEX ix_media_coverage_review_newest ON media_coverage
    (published_at DESC{last}, id) WHERE status = 'review';
CREATE INDEX ix_media_coverage_review_entity ON media_coverage
    (entity_id, published_at DESC{last}, id) WHERE status = 'review';
CREATE INDEX ix_media_coverage_decided ON media_coverage
    (entity_id, status, decided_at) WHERE decided_by IS NOT NULL;
CREATE INDEX ix_media_coverage_story_entity ON media_coverage (story_id, entity_id, status);

-- Every link ever offered

CREATE TABLE ledger (
    id {key},
    url TEXT NOT NULL,
    offered_url TEXT NOT NULL,
    headline TEXT,
    published_at {time},
    has_time BOOLEAN DEFAULT {no} NOT NULL,
    outlet_name TEXT,
    outlet_url TEXT,
    first_offered_at {time} NOT NULL,
    last_offered_at {time} NOT NULL,
    fetched_at {time},
    http_status INTEGER,
    reason TEXT,
    detail TEXT DEFAULT '' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    retry_at {time},
    revisit_at {time},
    name_set_id {id},
    article_id {id},
    run_id {id},
    archive_file TEXT,
    archive_offset BIGINT,
    archive_length BIGINT,
    CONSTRAINT pk_ledger PRIMARY KEY (id),
    CONSTRAINT fk_ledger_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE SET NULL,
    CONSTRAINT fk_ledger_name_set_id FOREIGN KEY(name_set_id) REFERENCES name_set (id),
    CONSTRAINT fk_ledger_run_id FOREIGN KEY(run_id) REFERENCES run (id),
    CONSTRAINT uq_ledger_url UNIQUE (url)
);
CREATE INDEX ix_ledger_article_id ON ledger (article_id);
CREATE INDEX ix_ledger_run_id ON ledger (run_id);
CREATE INDEX ix_ledger_unread ON ledger (id) WHERE reason IS NULL;
CREATE INDEX ix_ledger_retry_at ON ledger (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX ix_ledger_revisit_at ON ledger (revisit_at) WHERE revisit_at IS NOT NULL;
CREATE INDEX ix_ledger_failed ON ledger (last_offered_at) WHERE reason = 'failed';
CREATE INDEX ix_ledger_judged_for ON ledger (name_set_id, id) WHERE archive_file IS NOT NULL;

CREATE TABLE ledger_url (
    url TEXT NOT NULL,
    ledger_id {id} NOT NULL,
    CONSTRAINT pk_ledger_url PRIMARY KEY (url),
    CONSTRAINT fk_ledger_url_ledger_id FOREIGN KEY(ledger_id) REFERENCES ledger (id) ON DELETE CASCADE
);
CREATE INDEX ix_ledger_url_ledger_id ON ledger_url (ledger_id);

CREATE TABLE offer (
    ledger_id {id} NOT NULL,
    source_id {id} NOT NULL,
    first_offered_at {time} NOT NULL,
    last_offered_at {time} NOT NULL,
    CONSTRAINT pk_offer PRIMARY KEY (ledger_id, source_id),
    CONSTRAINT fk_offer_ledger_id FOREIGN KEY(ledger_id) REFERENCES ledger (id) ON DELETE CASCADE,
    CONSTRAINT fk_offer_source_id FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE INDEX ix_offer_source_id_first_offered_at ON offer (source_id, first_offered_at);

-- Counts; the triggers of 0001_schema.py keep them

CREATE TABLE story_article (
    story_id {id} NOT NULL,
    outlet TEXT NOT NULL,
    article_id {id} NOT NULL,
    published_at {time},
    headline TEXT NOT NULL,
    entities {json} NOT NULL,
    CONSTRAINT pk_story_article PRIMARY KEY (story_id, outlet, article_id)
) {without_rowid};
CREATE INDEX ix_story_article_article_id ON story_article (article_id);

CREATE TABLE named_together (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    articles INTEGER NOT NULL,
    CONSTRAINT pk_named_together PRIMARY KEY (one, other)
) {without_rowid};
CREATE INDEX ix_named_together_articles ON named_together (articles, one, other);

CREATE TABLE tally (
    subject TEXT NOT NULL,
    value TEXT NOT NULL,
    shard INTEGER NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_tally PRIMARY KEY (subject, value, shard)
) {without_rowid};
