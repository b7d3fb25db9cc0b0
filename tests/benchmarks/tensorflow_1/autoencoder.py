"""784-500-300-2 and back: what is left of an image in two numbers, with Adam and batches of 50."""

import itertools

import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
draws = np.random.RandomState(1)
images = draws.rand(1000, 784).astype(np.float32) * (draws.rand(1000, 784) < 0.2)
sizes = [(784, 500), (500, 300), (300, 2), (2, 300), (300, 500), (500, 784)]

x = tf.placeholder(tf.float32, [None, 784])
layer = x
for number, (n_in, n_out) in enumerate(sizes):
    weights = tf.Variable(tf.random_normal([n_in, n_out], stddev=0.1))
    bias = tf.Variable(tf.random_normal([n_out], stddev=0.1))
    layer = tf.add(tf.matmul(layer, weights), bias)
    if number not in (2, 5):
        layer = tf.nn.tanh(layer)
loss = tf.reduce_mean(tf.square(tf.subtract(x, layer)))
train = tf.train.AdamOptimizer(0.0001).minimize(loss)

one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
sess = tf.Session(config=one_thread)
sess.run(tf.global_variables_initializer())
starts = itertools.cycle(range(0, 1000, 50))


def step():
    i = next(starts)
    sess.run(train, feed_dict={x: images[i : i + 50]})


def cost():
    return sess.run(loss, feed_dict={x: images})
