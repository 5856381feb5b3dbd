"""Settings from the environment, each with a default that works from a fresh clone."""

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.installed import in_force
from matcher.retrieval.encoders.choice import Ear, EncoderChoice, lacking

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from variables `XINGFU_…`; docs/settings.md lists them."""

    model_config = SettingsConfigDict(env_prefix="XINGFU_")

    catalogs_home: Path = Field(
        Path.home() / ".local" / "share" / "xingfu" / "catalogs",
        description="folder of the installed catalogues",
    )
    catalog: Path = Field(
        default_factory=lambda told: in_force(told["catalogs_home"]) or ROOT / "catalogs",
        description="folder of the catalogue's data; else the installed one, else the shipped one",
    )
    encoder: EncoderChoice = Field(
        "auto",
        description="auto: words and meaning; lexical: words only; onnx, sentence-transformers: "
        "words and meaning by a model of one's own",
    )
    encoder_folder: Path | None = Field(
        None, validate_default=True, description="folder of the model of one's own"
    )
    cache: Path | None = Field(
        Path.home() / ".cache" / "xingfu",
        description="folder in which vectors of ledger texts are kept, by hash; empty: nowhere",
    )

    @field_validator("encoder_folder")
    @classmethod
    def _holds_a_model(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        missing = lacking(info.data.get("encoder", "auto"), value)
        if missing:
            raise ValueError(missing)
        return value

    @field_validator("cache", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the server listens on")
    max_body: int = Field(20_000_000, ge=1, description="largest request body, in bytes")

    @property
    def ear(self) -> Ear:
        """Return which encoder is asked for, and where its vectors are kept."""
        return Ear(self.encoder, self.encoder_folder, self.cache)
