"""2-4-2: four hidden neurons around a bent boundary, all 1000 points in each step."""

import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
draws = np.random.RandomState(1)
points = draws.rand(1000, 2) * [10, 8] - [5, 4]
inside = -0.5 * (points[:, 0] * points[:, 1] - 1) ** 2 + 2 * points[:, 1] + 5 > 0
train_X, train_y = np.asmatrix(points), np.eye(2)[inside.astype(int)]

weights = {
    "hidden": tf.Variable(tf.random_normal([2, 4], stddev=0.1)),
    "output": tf.Variable(tf.random_normal([4, 2], stddev=0.1)),
}
biases = {
    "hidden": tf.Variable(tf.random_normal([4], stddev=0.1)),
    "output": tf.Variable(tf.random_normal([2], stddev=0.1)),
}
x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 2])
hidden = tf.nn.sigmoid(tf.add(tf.matmul(x, weights["hidden"]), biases["hidden"]))
output = tf.add(tf.matmul(hidden, weights["output"]), biases["output"])
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=output, labels=y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
sess = tf.Session(config=one_thread)
sess.run(tf.global_variables_initializer())


def step():
    sess.run(train, feed_dict={x: train_X, y: train_y})


def cost():
    return sess.run(loss, feed_dict={x: train_X, y: train_y})
