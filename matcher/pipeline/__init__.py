"""The one place where the stages meet: a household in, its verdicts or its plan out."""
