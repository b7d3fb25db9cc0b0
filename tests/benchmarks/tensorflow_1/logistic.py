"""A line between two classes: 1000 points, all of them in each step."""

import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
draws = np.random.RandomState(1)
points = draws.rand(1000, 2) * [8, 7] - [0, 4]
train_X = np.asmatrix(np.c_[np.ones(1000), points])
train_y = np.asmatrix(points @ [0.8, 1.0] > 3).T

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.random_normal([3, 1]))
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=tf.matmul(x, w), labels=y))
train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)

one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
sess = tf.Session(config=one_thread)
sess.run(tf.global_variables_initializer())


def step():
    sess.run(train, feed_dict={x: train_X, y: train_y})


def cost():
    return sess.run(loss, feed_dict={x: train_X, y: train_y})
