"""The data of the course: small sets made on the spot, and the digits; no loader touches the network."""

from nbkit.data.digits import load_full_mnist, load_mnist, mnist_folder
from nbkit.data.fetch import fetch_mnist
from nbkit.data.files import DataError
from nbkit.data.own import OwnData, load_own, shipped
from nbkit.data.small_sets import (
    BOUNDARIES,
    load_blobs,
    load_boundary,
    load_digits_4x5,
    load_iris,
    load_truth_table,
)
from nbkit.data.splits import split_rows
from nbkit.data.trained import load_autoencoder, load_mnist_mlp, load_ring, load_seeing, load_vae

__all__ = [
    "BOUNDARIES",
    "DataError",
    "OwnData",
    "fetch_mnist",
    "load_autoencoder",
    "load_blobs",
    "load_boundary",
    "load_digits_4x5",
    "load_full_mnist",
    "load_iris",
    "load_mnist",
    "load_mnist_mlp",
    "load_own",
    "load_ring",
    "load_seeing",
    "load_truth_table",
    "load_vae",
    "mnist_folder",
    "shipped",
    "split_rows",
]
