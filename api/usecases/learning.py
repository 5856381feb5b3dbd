"""Learn from what workers did with plans: other weights are proposed, never put in force."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from api.settings import Settings
from matcher.files import SHIPPED, load_catalogue, load_ranker, load_training, read_text
from matcher.learning.comparing import LabelledSet, OnLabels
from matcher.learning.events import Log, of_mode
from matcher.learning.examining import EVERYTHING
from matcher.learning.guarding import Guard
from matcher.learning.proposing import Proposal, Ways, propose
from matcher.learning.reading import Read, read_events
from matcher.learning.simulating import SCENARIOS, Played, play
from matcher.loading import make_encoder
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import folds_of
from matcher.ranking.features import Prior
from matcher.ranking.fit import BY_HAND, best_threshold
from matcher.ranking.score import Ranker, Weights
from matcher.ranking.sounding import DEAF

SEED = 20261122
FORMAT = "xingfu-proposal/1"
_SCHEMA = "event.schema.json"


class NoEncoderError(Exception):
    """Events of the mode `hybrid` cannot be weighed where no meaning can be measured."""


def read_log(lines: Iterable[tuple[int, str]], file: str) -> Read:
    """Return the events of numbered JSON texts, and a fault for each line that is none."""
    return read_events(lines, file, json.loads(read_text(SHIPPED / "schemas" / _SCHEMA)))


def learn(settings: Settings, log: Log, today: date, seed: int = SEED) -> list[Proposal]:
    """Return what is learned for each mode of which there are plans; nothing is written.

    NoEncoderError where there are plans of the mode `hybrid` and the encoder cannot run.
    """
    modes = sorted({shown.mode for shown in log.shown})
    ranker = load_ranker(settings.catalog)
    return [
        propose(
            mode,
            ranker.modes[mode],
            partial(_labelled, settings, mode, today),
            of_mode(log, mode),
            Ways(best_threshold, seed, BY_HAND),
        )
        for mode in modes
    ]


def _labelled(settings: Settings, mode: str, today: date) -> list[LabelledSet]:
    """Return the training households' rows by author, each measured without its own author."""
    folder = settings.catalog
    encoder = None
    if mode == "hybrid":
        encoder = make_encoder(folder, settings.ear)
        if encoder is None:
            raise NoEncoderError
    catalogue = load_catalogue(folder, today)
    households, gold = load_training(folder, catalogue)
    library = build_library(catalogue, precedents(households, gold), encoder)
    sounding = load_ranker(folder).sounding if mode == "hybrid" else DEAF
    matcher = Matcher(catalogue, library, Ranker({}, Prior({}, {}, {}), sounding=sounding))
    folds = folds_of(matcher, households, gold, np.random.default_rng(SEED))
    return [LabelledSet("train", {fold.author: fold.rows for fold in folds})]


def simulate_learning(households: int, seed: int) -> list[Played]:
    """Return what is learned in each world of the simulator."""
    return [play(scenario, households, Ways(best_threshold, seed)) for scenario in SCENARIOS]


def proposal_data(proposal: Proposal, labels: str) -> dict[str, Any]:
    """Return a proposal as plain values: figures, guards, weights before and after, hashes."""
    gain, counts, seen = proposal.gain, proposal.counts, proposal.examination
    return {
        "format": FORMAT,
        "mode": proposal.mode,
        "proposed": proposal.stands,
        "guards": [_guard(guard) for guard in proposal.guards],
        "turned": [
            {"part": one.part, "before": one.before, "after": one.after} for one in proposal.turned
        ],
        "held_back": {
            "ndcg10_before": round(gain.before, 4),
            "ndcg10_after": round(gain.after, 4),
            "difference": round(gain.difference, 4),
            "interval95": [round(gain.low, 4), round(gain.high, 4)],
        },
        "labelled": {
            name: {"with_events": _on_labels(new), "without": _on_labels(old)}
            for name, (new, old) in gain.labels.items()
        },
        "weights": {
            "before": _weights(proposal.before),
            "after": _weights(proposal.after) if proposal.after else None,
        },
        "looked_at": None
        if seen == EVERYTHING
        else {"not_shown": seen.shares[0], "by_rank": list(seen.shares[1:])},
        "counts": {name: getattr(counts, name) for name in counts.__slots__},
        "data": {"events_sha256": proposal.events_sha256, "labels_sha256": labels},
        "seed": proposal.seed,
    }


def _guard(guard: Guard) -> dict[str, Any]:
    return {
        "name": guard.name,
        "holds": guard.holds,
        "found": guard.found,
        "asked": guard.asked,
        "about": guard.about,
    }


def _on_labels(figures: OnLabels) -> dict[str, Any]:
    return {
        "ndcg10": round(figures.ndcg10, 4),
        "rare_exposure": round(figures.rare_exposure, 4),
        "by_author": {name: round(value, 4) for name, value in figures.by_author.items()},
    }


def _weights(weights: Weights) -> dict[str, Any]:
    points = {name: weights.points[name] for name in sorted(weights.points)}
    return {"bias": weights.bias, "serves": weights.serves, "points": points}


def played_data(played: Sequence[Played]) -> list[dict[str, Any]]:
    """Return the worlds of the simulator as plain values."""
    return [
        {
            "scenario": one.scenario,
            "proposed": one.proposal.stands,
            "refused_by": [guard.name for guard in one.proposal.guards if not guard.holds],
            "held_back": proposal_data(one.proposal, "")["held_back"],
            "true_ndcg10": one.ndcg10,
            "weights": one.per_part,
            "looked_at": {"ranks": [1, 5, 10, 20], "true": one.looked, "estimated": one.found},
        }
        for one in played
    ]
