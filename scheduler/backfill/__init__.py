"""Read years of past press from WARC files: judged by workers here or by Dask, stored by one loader."""
