"""Words that are needed in every language at once, because the reader is not known yet."""

from attrs import frozen


@frozen
class Words:
    """The same words in English and in French (R-122)."""

    en: str
    fr: str

    @classmethod
    def same(cls, text: str) -> "Words":
        """Words that are alike in both, such as a product's name."""
        return cls(text, text)

    def in_(self, language: str) -> str:
        """The words in ``language``; English when there are none."""
        return self.fr if language.startswith("fr") else self.en
