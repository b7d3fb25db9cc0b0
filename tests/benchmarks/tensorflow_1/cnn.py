"""Two layers of 5x5 kernels, 8 and 16 maps, each pooled: batches of 64 images, with Adam."""

import itertools

import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
draws = np.random.RandomState(1)
images = draws.rand(640, 784).astype(np.float32) * (draws.rand(640, 784) < 0.2)
labels = np.eye(10)[draws.randint(0, 10, 640)]


def weight(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))


def bias(n):
    return tf.Variable(tf.constant(0.1, shape=[n]))


def layer(images, kernels, n):
    maps = tf.nn.conv2d(images, kernels, strides=[1, 1, 1, 1], padding="VALID")
    return tf.nn.max_pool(tf.nn.relu(maps + bias(n)), [1, 2, 2, 1], [1, 2, 2, 1], "VALID")


x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
first = layer(tf.reshape(x, [-1, 28, 28, 1]), weight([5, 5, 1, 8]), 8)
second = layer(first, weight([5, 5, 8, 16]), 16)
output = tf.matmul(tf.reshape(second, [-1, 4 * 4 * 16]), weight([4 * 4 * 16, 10])) + bias(10)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=output, labels=y))
train = tf.train.AdamOptimizer(0.001).minimize(loss)

one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
sess = tf.Session(config=one_thread)
sess.run(tf.global_variables_initializer())
starts = itertools.cycle(range(0, 640, 64))


def step():
    i = next(starts)
    sess.run(train, feed_dict={x: images[i : i + 64], y: labels[i : i + 64]})


def cost():
    return sess.run(loss, feed_dict={x: images[:64], y: labels[:64]})
