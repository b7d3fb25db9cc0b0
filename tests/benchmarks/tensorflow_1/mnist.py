"""784-100-10 with Adam: batches of 50 images that stand for MNIST's."""

import itertools

import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
draws = np.random.RandomState(1)
images = draws.rand(1000, 784).astype(np.float32) * (draws.rand(1000, 784) < 0.2)
labels = np.eye(10)[draws.randint(0, 10, 1000)]

weights = {
    "hidden": tf.Variable(tf.random_normal([784, 100], stddev=0.1)),
    "output": tf.Variable(tf.random_normal([100, 10], stddev=0.1)),
}
biases = {
    "hidden": tf.Variable(tf.random_normal([100], stddev=0.1)),
    "output": tf.Variable(tf.random_normal([10], stddev=0.1)),
}
x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
hidden = tf.nn.relu(tf.add(tf.matmul(x, weights["hidden"]), biases["hidden"]))
output = tf.add(tf.matmul(hidden, weights["output"]), biases["output"])
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=output, labels=y))
train = tf.train.AdamOptimizer(0.0001).minimize(loss)

one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
sess = tf.Session(config=one_thread)
sess.run(tf.global_variables_initializer())
starts = itertools.cycle(range(0, 1000, 50))


def step():
    i = next(starts)
    sess.run(train, feed_dict={x: images[i : i + 50], y: labels[i : i + 50]})


def cost():
    return sess.run(loss, feed_dict={x: images, y: labels})
