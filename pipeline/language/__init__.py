"""Korean and English as languages: script, words, sound, morphology."""
