"""What a generator of pictures is and how it is trained, as values. A recipe states what differs from the defaults."""

from dataclasses import dataclass, field
from enum import StrEnum


class Rising(StrEnum):
    """How a generator doubles the size of what it draws."""

    DECONVOLUTION = "deconvolution"
    """A transposed convolution, 4 × 4 (DCGAN)."""
    NEAREST = "nearest"
    """Each pixel twice, then a convolution, 3 × 3 (StackGAN)."""


class Loss(StrEnum):
    """What critic and generator play for."""

    ENTROPY = "entropy"
    """Real or not, as a probability (Goodfellow et al., 2014)."""
    WASSERSTEIN = "wasserstein"
    """Mean scores, with a penalty on the gradient (Gulrajani et al., "Improved training of Wasserstein GANs", 2017)."""
    HINGE = "hinge"
    """Scores beyond a margin count no more (Lim & Ye, "Geometric GAN", 2017)."""


class Matching(StrEnum):
    """How the critic sees that a picture belongs to a sound."""

    JOINED = "joined"
    """The condition is laid beside the last features (Reed et al., 2016)."""
    PROJECTION = "projection"
    """The score has the product of condition and features added (Miyato & Koyama, ICLR 2018)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorConfig:
    """From a condition and noise to a picture: 4 × 4 pixels, doubled four times."""

    top: int = 256
    """Channels at 4 × 4 pixels; half as many at each larger size."""
    rising: Rising = Rising.DECONVOLUTION
    features_at_full_size: bool = False
    """Features are made at 64 × 64 too, and the picture of them, as in StackGAN; else it is made of those before."""
    condition: int = 128
    """Numbers of the condition once the generator has taken it in."""
    noise: int = 64
    sampled_condition: bool = False
    """Conditioning augmentation: the condition is drawn around what was heard (Zhang et al., StackGAN, ICCV 2017)."""
    conditioned_norm: bool = False
    """The condition and the noise set scale and shift after each normalisation (Brock et al., BigGAN, ICLR 2019)."""
    refined: bool = False
    """One more convolution at 8 × 8 to 32 × 32, which adds to what is there (He et al., CVPR 2016)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticConfig:
    """From a picture and a condition to a score, and to scores of classes if it also tells them apart."""

    channels: int = 3
    """Of what it looks at: 3 of pictures, 1 of spectrograms."""
    width: int = 32
    """Channels after the first halving; twice as many after each next."""
    matching: Matching = Matching.PROJECTION
    spectral_norm: bool = True
    batch_norm: bool = True
    classes: bool = True
    """An auxiliary classifier on the same features (Odena et al., ICML 2017)."""
    projected: bool = False
    """It looks at what the shared picture encoder sees as well as at the pixels (Sauer et al., NeurIPS 2021)."""
    eyes: float = 0.5
    """Share of the score of a projected critic that is by what the encoder sees, and not by the pixels."""
    spread: bool = False
    """It also sees how much the pictures of a batch differ (Karras et al., ICLR 2018)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how often; a training ends by time, by `images`, or when nothing got better for long."""

    images: int = 3_000_000
    """Real pictures shown in all."""
    batch: int = 32
    averaging_images: int = 20_000
    """Half-life of the averaged painter."""
    probe_images: int = 50_000
    """Between two looks of the judge."""
    patience_images: int = 1_000_000
    slow_after: int = 0
    """Images from which steps are smaller, so that what is averaged settles; 0 for never."""
    half: bool = True
    """Compute in half precision where the machine is quicker in it."""
    seed: int = 2029


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagineTrainConfig:
    """One training of a generator and its critic."""

    plan: Plan = field(default_factory=Plan)

    generator: GeneratorConfig = field(default_factory=GeneratorConfig)
    critic: CriticConfig = field(default_factory=CriticConfig)
    loss: Loss = Loss.HINGE
    generator_steps: int = 1
    """Steps of the generator for each of the critic."""
    learning_rate: float = 2e-4
    critic_learning_rate: float = 2e-4
    beta1: float = 0.0
    beta2: float = 0.9
    wrong: float = 0.0
    """Share of the critic's batches that also show real pictures with sounds of other classes."""
    classes_weight: float = 1.0
    classes_ramp: int = 0
    """Images until the generator is held to its class in full; a fifth of it before the first."""
    condition_weight: float = 2.0
    """Weight of the divergence of a sampled condition from plain noise."""
    gradient_weight: float = 10.0
    slope_of_real: float = 0.0
    """Weight of the squared slope of its scores at real pictures (R1; Mescheder et al., ICML 2018)."""
    slope_every: int = 16
    """That is looked at in one step of so many (Karras et al., StyleGAN2, CVPR 2020)."""
    augment: bool = True
    """DiffAugment: what the critic sees is coloured, moved and cut out, real or made (Zhao et al., NeurIPS 2020)."""
    mirrored: bool = True
    paler: bool = True
    """Real pictures are shown the paler, the softer their sound is; else nothing tells loudness from chance."""
    seen: float = 0.0
    """Share of the conditions that are of a picture and not of a sound."""
    redrawn: float = 0.0
    """Share of each batch in which the generator draws a real picture again, from what it means and from its details
    in place of noise (Larsen et al., "Autoencoding beyond pixels", ICML 2016; Zhu et al., BicycleGAN, NeurIPS 2017)."""
    redrawn_pixels: float = 5.0
    redrawn_features: float = 2.0
    """Weights of how far it is from the real one: in pixels, and in what each stage of the encoder sees."""
    divergence: float = 0.01
    """Weight of the divergence of the details from noise, in each number."""
    focus: float = 0.0
    """Share of the way that what is heard goes to the kinds it lies near, once the generator is put to use."""
    focus_nearness: float = 0.1
    """By how much of a cosine a kind must lie nearer for that to count e times as much."""
