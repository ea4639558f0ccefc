"""Background work with progress, cancel and a private result file.

A chapter's `tasks.py` holds a django_tasks task that takes a job's id and calls `services.run(job_id, work)`; a view
starts it with `services.start(owner=…, name=…, task=…, arguments=…)`. `work(job, progress)` reports
`progress(done, total, "step in words")`, which also ends it when somebody has cancelled, and returns a `Result`.
"""
