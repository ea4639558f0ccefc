"""What this chapter tells the units of: a year keeps its unit as it is."""

from thidua import providers

providers.tie_words.update({"awards.emulationperiod": "năm thi đua", "awards.bestpractice": "mô hình, cách làm"})
