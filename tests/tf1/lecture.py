"""A lecture of 2017 in small: what a semester wrote into one notebook, and so into one graph."""

# ruff: noqa: NPY002, B905

import numpy as np
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

np.random.seed(3)
tf.set_random_seed(3)

# ---------------------------------------------------------------- a perceptron: matrices are fed

points = np.hstack([8 * np.random.rand(400, 1), 7 * np.random.rand(400, 1) - 4])
above = 0.8 * points[:, :1] + points[:, 1:] - 3 >= 0
with_one = np.asmatrix(np.hstack([np.ones([400, 1]), points]))

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.random_normal([3, 1]))
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=tf.matmul(x, w), labels=y))
step = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
init = tf.global_variables_initializer()

with tf.Session() as sess:
    sess.run(init)
    for _ in range(2000):
        sess.run(step, feed_dict={x: with_one, y: np.asmatrix(above)})
    line = sess.run(w)

# ---------------------------------------------------------------- a parabola: a session that is never closed

points = np.hstack([10 * np.random.rand(400, 1) - 5, 8 * np.random.rand(400, 1) - 4])
inside = -0.5 * (points[:, 0] - 1) ** 2 + 2 * points[:, 1] + 5 >= 0
classes = np.eye(2)[inside.astype(int)]


def network(x, weights, biases, bend):
    hidden = bend(tf.add(tf.matmul(x, weights["hidden"]), biases["hidden"]))
    return tf.add(tf.matmul(hidden, weights["output"]), biases["output"])


def start(*sizes):
    names = ("hidden", "output")
    weights = {
        k: tf.Variable(tf.random_normal([d, m], stddev=0.1)) for k, d, m in zip(names, sizes, sizes[1:])
    }
    return weights, {k: tf.Variable(tf.random_normal([m], stddev=0.1)) for k, m in zip(names, sizes[1:])}


weights, biases = start(2, 4, 2)
x = tf.placeholder(tf.float32, [None, 2])
y = tf.placeholder(tf.float32, [None, 2])
scores = network(x, weights, biases, tf.nn.sigmoid)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=y))
step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)

sess = tf.Session()
sess.run(tf.global_variables_initializer())
record = []
for i in range(3000):
    sess.run(step, feed_dict={x: np.asmatrix(points), y: classes})
    if i % 250 == 0:
        record.append(sess.run(loss, feed_dict={x: points, y: classes}))
learned, offsets = sess.run(weights), sess.run(biases)
folded = 1 / (1 + np.exp(-(np.asmatrix(points) * learned["hidden"] + offsets["hidden"])))
answers = np.argmax(folded * learned["output"] + offsets["output"], axis=1)
bent_right = float(np.mean(np.asarray(answers).ravel() == inside))

# ---------------------------------------------------------------- digits: batches, and a node made inside run

mnist = input_data.read_data_sets("MNIST_data/", one_hot=True)
weights, biases = start(784, 50, 10)
x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
scores = network(x, weights, biases, tf.nn.relu)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=y))
step = tf.train.AdamOptimizer(0.001).minimize(loss)

sess = tf.Session()
sess.run(tf.global_variables_initializer())
for _ in range(500):
    images, labels = mnist.train.next_batch(50)
    sess.run(step, feed_dict={x: images, y: labels})
images, labels = mnist.test.next_batch(500)
read = np.argmax(sess.run(scores, feed_dict={x: images}), axis=1)
read_right = float(np.mean(np.equal(read, np.argmax(labels, axis=1))))
probabilities = sess.run(tf.nn.softmax(scores), feed_dict={x: images[:1]})

# ---------------------------------------------------------------- an autoencoder: its decoder is called again

digits = np.argmax(mnist.train.labels, 1)
images = mnist.train.images[(digits == 1) | (digits == 5) | (digits == 6)]
down, down_biases = start(784, 40, 2)
up, up_biases = start(2, 40, 784)
x = tf.placeholder(tf.float32, [None, 784])
code = network(x, down, down_biases, tf.nn.tanh)
loss = tf.reduce_mean(tf.square(tf.subtract(x, network(code, up, up_biases, tf.nn.tanh))))
step = tf.train.AdamOptimizer(0.003).minimize(loss)

sess = tf.Session()
sess.run(tf.global_variables_initializer())
for _ in range(600):
    sess.run(step, feed_dict={x: images[np.random.randint(len(images), size=50)]})
error = sess.run(loss, feed_dict={x: images})
mean_error = float(np.mean((images - images.mean(axis=0)) ** 2))

place = tf.placeholder(tf.float32, [None, 2])
drawn = network(place, up, up_biases, tf.nn.tanh)
fake = sess.run(drawn, feed_dict={place: np.array([[-4, 0]])}).reshape(28, 28)

drawn = network(place, up, up_biases, tf.nn.tanh)
canvas = np.empty((28 * 3, 28 * 4))
for i, z2 in enumerate(np.linspace(-4, 6, 3)):
    for j, z1 in enumerate(np.linspace(-8, 4, 4)):
        picture = sess.run(drawn, feed_dict={place: np.array([[z1, z2]])})
        canvas[(3 - i - 1) * 28 : (3 - i) * 28, j * 28 : (j + 1) * 28] = picture.reshape(28, 28)
