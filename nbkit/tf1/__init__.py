"""The lectures of TensorFlow 1, run on nbkit: `import nbkit.tf1 as tf`.

A tensor is a handle to a node of nbkit. Names, dtypes, shapes, seeds and errors are
those of TensorFlow 1.4.0. Each name is loaded on first use.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

__version__ = "1.4.0-nbkit"
VERSION = GIT_VERSION = __version__

# One line a module, as in nbkit's own front door.
_HOMES: dict[str, str] = {
    "core.dtypes": "DType as_dtype float16 float32 float64 int8 int16 int32 int64 uint8 uint16 string",
    "core.shapes": "TensorShape Dimension",
    "core.graph_def": "NodeDef",
    "core.graph": "Graph GraphKeys get_default_graph reset_default_graph set_random_seed name_scope device "
    "control_dependencies add_to_collection get_collection get_collection_ref",
    "core.tensor": "Operation Tensor constant",
    "core.variables": "Variable assign assign_add assign_sub scatter_update scatter_add scatter_sub "
    "group no_op global_variables all_variables "
    "trainable_variables local_variables variables_initializer global_variables_initializer "
    "local_variables_initializer initialize_all_variables initialize_variables initialize_local_variables "
    "AUTO_REUSE VariableScope get_variable_scope variable_scope variable_op_scope get_variable",
    "core.session": "Session InteractiveSession get_default_session",
    "core.control": "cond case",
    "core.loops": "while_loop map_fn scan foldl foldr",
    "core.tensor_array": "TensorArray",
    "core.gradients": "gradients",
    "core.slices": "IndexedSlices IndexedSlicesValue",
    "core.math": "negative abs sign square exp log sqrt sin cos tan tanh sigmoid floor round rint ceil "
    "realdiv logical_not reciprocal rsqrt log1p expm1 add subtract multiply maximum minimum pow floordiv mod "
    "floormod floor_div squared_difference equal not_equal greater greater_equal less less_equal "
    "logical_and logical_or logical_xor truediv div divide matmul add_n accumulate_n scalar_mul cast "
    "to_float to_double to_int32 to_int64 reduce_sum reduce_mean reduce_max reduce_min reduce_all "
    "reduce_any reduce_prod reduce_logsumexp argmax argmin arg_max arg_min cumsum clip_by_value "
    "clip_by_norm global_norm clip_by_global_norm norm",
    "core.arrays": "placeholder placeholder_with_default zeros ones fill zeros_like ones_like range linspace "
    "lin_space eye one_hot identity stop_gradient shape shape_n size rank reshape transpose expand_dims "
    "squeeze concat stack unstack split strided_slice tile pad reverse gather where boolean_mask",
    "core.special": "asin acos atan atan2 sinh cosh erf erfc lgamma digamma is_nan is_inf is_finite "
    "log_sigmoid truncatediv cumprod",
    "core.linear": "cholesky cholesky_solve matrix_determinant matrix_inverse matrix_solve "
    "matrix_triangular_solve self_adjoint_eig self_adjoint_eigvals svd qr matrix_transpose matrix_diag "
    "matrix_diag_part matrix_set_diag matrix_band_part diag diag_part trace cross einsum tensordot",
    "core.segments": "segment_sum segment_prod segment_max segment_min segment_mean unsorted_segment_sum "
    "unsorted_segment_max gather_nd scatter_nd sparse_to_dense dynamic_partition dynamic_stitch unique "
    "unique_with_counts setdiff1d invert_permutation bincount confusion_matrix count_nonzero sequence_mask "
    "reverse_sequence",
    "core.python_function": "py_func",
    "core.images": "depth_to_space space_to_depth",
    "core.checks": "assert_rank check_numerics verify_tensor_all_finite Print",
    "core.random": "random_normal truncated_normal random_uniform random_shuffle random_crop multinomial",
    "core.initializers": "zeros_initializer ones_initializer constant_initializer random_normal_initializer "
    "truncated_normal_initializer random_uniform_initializer variance_scaling_initializer "
    "glorot_uniform_initializer glorot_normal_initializer orthogonal_initializer "
    "uniform_unit_scaling_initializer",
    "core.earlier": "mul sub neg pack unpack select batch_matmul scalar_summary histogram_summary "
    "image_summary merge_all_summaries merge_summary",
    "compat": "disable_v2_behavior disable_eager_execution",
    "core.config": "ConfigProto GPUOptions RunOptions RunMetadata",
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names.split()}
# Names that are words of Python, or of its own, there.
_OTHERWISE = {
    "bool": ("core.dtypes", "bool_"),
    "slice": ("core.arrays", "slice_"),
    "tuple": ("core.variables", "tuple_"),
    "load_ipython_extension": ("lend", "load_ipython_extension"),
    "unload_ipython_extension": ("lend", "unload_ipython_extension"),
    "convert_to_tensor": ("core.tensor", "convert"),
    "double": ("core.dtypes", "float64"),
    "half": ("core.dtypes", "float16"),
    "reverse_v2": ("core.arrays", "reverse"),
    "Summary": ("summary", "Summary"),
}
_MODULES: tuple[str, ...] = (
    "nn",
    "train",
    "errors",
    "summary",
    "app",
    "flags",
    "gfile",
    "logging",
    "layers",
    "losses",
)
_MODULES += ("metrics", "initializers", "linalg", "compat", "contrib", "examples", "keras", "python", "test")
newaxis = None
__all__ = sorted({*_MODULE_OF, *_OTHERWISE, *_MODULES, "newaxis"})


def __getattr__(name: str) -> Any:
    if name in _MODULES and find_spec(f"{__name__}.{name}"):
        return import_module(f"{__name__}.{name}")
    module, own = _OTHERWISE.get(name, (_MODULE_OF.get(name), name))
    if module is None:
        missing = import_module(f"{__name__}.core.missing")
        raise AttributeError(missing.sentence(f"tf.{name}"))
    value = getattr(import_module(f"{__name__}.{module}"), own)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
