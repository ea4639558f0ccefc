"""Two real conferences and one open year, made by the application's own services.

Facts of the two press articles: names of the organisations, dates, models with their figures, the totals of titles.
Everything else is invented, deterministic and marked `is_demo`.
"""
