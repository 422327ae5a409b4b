"""What a run is to do, with what was accepted in review."""

from __future__ import annotations

from pathlib import Path

from pipeline.identity import BearerKind, KnownBearer, PastDecisions
from scrape.config.settings import load_settings
from scrape.plan.run import make_plan, with_decisions

CONFIG = '[[company]]\nname = "온결소프트"\n[[company]]\nname = "나해소프트"\n[[source]]\nkind = "google-news"\n'
RENAMED = PastDecisions(bearers=(KnownBearer(BearerKind.NAME, "두레테크", is_entity=True, since="2026-11"),))


def test_a_name_that_was_accepted_is_looked_for_and_asked_for(tmp_path: Path) -> None:
    config = tmp_path / "scrape.toml"
    config.write_text(CONFIG, encoding="utf-8")
    settings = load_settings(config, {})
    plan = make_plan(settings, settings.watchlist())
    assert with_decisions(settings, plan, {}) == plan
    learned = with_decisions(settings, plan, {"company:온결소프트": RENAMED})
    assert {form.form for form in learned.looked_for.forms} - {form.form for form in plan.looked_for.forms} >= {
        "두레테크"
    }
    assert len(learned.sources) > len(plan.sources)
    of_one = make_plan(settings, settings.watchlist(), asked_for=settings.watchlist().entities[1:])
    assert with_decisions(settings, of_one, {"company:온결소프트": RENAMED}).sources == of_one.sources
