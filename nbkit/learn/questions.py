"""One question a chapter that is answered in words: the learner marks it herself, or the instructor does."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """What is asked, how somebody who has understood might answer, and what to look for, a point each."""

    text: str
    answer: str
    rubric: tuple[str, str, str]


QUESTIONS: dict[int, Question] = {
    0: Question(
        "A network that has learned is a list of numbers. What do these numbers do to what goes in, and who "
        "chose them?",
        "Each number multiplies something on its way, or is added to a sum; then the sum is bent. Nobody "
        "chose the numbers: they began at random, and each moved a little, many times, so that the answer "
        "became less wrong.",
        (
            "says that numbers multiply and are added",
            "says that something is done to the sum, a bend or a threshold",
            "says that the numbers were found in small steps from examples, by nobody's choice",
        ),
    ),
    1: Question(
        "The rule of 1957 learns AND, and circles forever on XOR. Explain it to somebody who has seen no "
        "formula: why does a better rule not help?",
        "One neuron splits the plane by one straight line. The two points of XOR that are to fire lie at "
        "opposite corners, so whichever way the line runs, one corner is on the wrong side. No rule finds a "
        "line that does not exist.",
        (
            "says that one neuron is one straight line",
            "shows or says that no line separates XOR's corners",
            "concludes that the neuron is too little, not the rule",
        ),
    ),
    2: Question(
        "Somebody stacks a hundred layers and leaves out the activation function, to save time. What do "
        "they get, and why?",
        "What one layer gives. A weighted sum of weighted sums is a weighted sum: the hundred tables of "
        "weights multiply into one table, and the border stays straight. Only a bend between them makes "
        "layers worth more than one.",
        (
            "says that it is worth one layer",
            "gives the reason: sums of sums, or a product of matrices, collapse",
            "says what that means: only straight borders, or only a bend helps",
        ),
    ),
    3: Question(
        "A layer is written as one product of matrices in place of a loop over neurons. Which numbers meet "
        "in the product, and what do its rows and columns stand for?",
        "Each column of the weights is a neuron, each row of the data an example. The number in row i and "
        "column j is example i multiplied with the weights of neuron j, entry by entry, and summed. The "
        "inner sizes must agree, for both count the inputs.",
        (
            "one side is examples, the other neurons (in either order, if it is consistent)",
            "one entry is a weighted sum: one example, one neuron",
            "says why the inner sizes must agree",
        ),
    ),
    4: Question(
        "`y = w * x` in a graph computes nothing. What has been made, and what is it good for that a number "
        "would not be?",
        "A node that knows which two nodes it multiplies. It can be drawn, computed later and again with "
        "other inputs, and only as far as it is needed. And one can walk it backwards, which a number that "
        "has forgotten where it came from does not allow.",
        (
            "says that an object is made which remembers its operation and inputs",
            "says that values come only when a session runs it, and may be others each time",
            "names a use: drawing, parts, order, or going backwards",
        ),
    ),
    5: Question(
        "In the figure of 5.3 each error is a V over the step h. Why does it fall from the right, and why "
        "does it rise again on the left? The method of 5.4 has no left side: why not?",
        "From the right the formula itself gets better, for its own error shrinks with h. On the left the "
        "two values have become so alike that their difference keeps few true digits, and dividing by a "
        "tiny h makes the rounding large. Where nothing is subtracted no digits are lost, so h may be as "
        "small as one likes.",
        (
            "says that the formula's own error shrinks with h",
            "says that two nearly equal numbers are subtracted and rounding remains, divided by h",
            "says that without the subtraction no digits cancel",
        ),
    ),
    6: Question(
        "In the figure of 6.2 the share of mistakes is a staircase, and the quadratic cost a valley. It is "
        "the mistakes that we mind. Why do we walk down the valley all the same?",
        "On a tread of the staircase a small move changes no answer from right to wrong, so the count stays "
        "as it is: its slope is zero nearly everywhere and says nothing about where to go. The valley "
        "measures how far off each answer is, so it moves with every weight, and its slope points down.",
        (
            "says that the count does not move for small changes",
            "names the slope: it is zero, or not there",
            "says what a good cost does in its place",
        ),
    ),
    7: Question(
        "Four rates walk on the four maps of 7.2. Of the two that zigzag one arrives, the other leaves. A "
        "friend says of the one that leaves: more steps! What do you say, and why?",
        "That the steps are too long. Where the valley is steep a step lands on the other side, higher than "
        "it began, and the slope there is steeper still. More of the same makes it worse. A smaller rate "
        "helps, or inputs of equal scale, so that no direction is much steeper than the others.",
        (
            "names the learning rate",
            "says how it comes about: a step overshoots, the next one more",
            "names a remedy: a smaller rate, or scaled inputs",
        ),
    ),
    8: Question(
        "Why is one sweep from the end to the beginning enough for a million slopes, where measuring them "
        "takes a million runs?",
        "The loss is one number, and each node needs only one thing from above: how much the loss moves "
        "when the node does. That is worked out once, kept, and shared by all that lie below. Measuring "
        "begins anew for each weight and uses nothing that it found before.",
        (
            "says that what comes from above is computed once for each node",
            "says that it is shared by all below, by local slopes",
            "says that the other way does the same work anew for each weight",
        ),
    ),
    9: Question(
        "The last figure of 9.3 shows one network twice. On the left its border is a curve, on the right a "
        "straight line. How can both be true, and what did the hidden layer do?",
        "It is one border, seen from two places. The line lies in the plane of the hidden neurons' answers. "
        "The hidden layer has bent and pulled the inputs so that the two kinds lie on two sides there. Seen "
        "from the inputs the same line is a curve.",
        (
            "says that the line lies among the hidden neurons' values",
            "says that the layer moves or bends the points",
            "says that in the inputs' plane the border is bent",
        ),
    ),
    10: Question(
        "In the figure of 10.6 one loss falls to nearly nothing, and the other turns and rises. So the "
        "network is right on every point that it learned from. What do you know about it, and what would "
        "you ask next?",
        "That it has room enough to keep these examples. It may have found what they have in common, or "
        "each by heart. How right is it on examples that it has not seen, and is that better than something "
        "simple, such as a straight line?",
        (
            "says that being right on learned examples proves little",
            "asks for unseen examples",
            "asks for a comparison, or names a means: stopping in time, weights that cost",
        ),
    ),
    11: Question(
        "One figure of 11.6 shows that the network's word is good. The next shows it 78 percent sure and "
        "mostly wrong. How can both be true? It says 98 percent: when may you believe it?",
        "The first gathers all images of which it says about 98 percent, and counts how often it is right: "
        "on images like those that it learned from the two agree. In the other figure the digits are moved. "
        "It says such numbers there too, for it has no way to say that it has never seen the like.",
        (
            "compares what it says with how often it is right, over many images",
            "says that this holds for data like that which was learned",
            "names a case in which it is sure and wrong",
        ),
    ),
    12: Question(
        "Three sets of images: to learn from, to choose by, to test. What goes wrong if the last two are "
        "one?",
        "Whoever tries many rates and widths and keeps the best on the test has fitted the choice to these "
        "images, luck included. The number is then too good, and nothing is left that could tell by how "
        "much.",
        (
            "says that choosing is a kind of learning from those images",
            "says that the result is too good, if only a little",
            "says that a set must be left that was used for nothing",
        ),
    ),
    13: Question(
        "The last figure of 13.2 has nine images in its first row, and in its last what two numbers of the "
        "network kept of them. What of a digit has passed the bottleneck, what is lost, and what forces the "
        "network to choose?",
        "What most images differ in passes: which digit, how slanted, how wide. What is rare or fine is "
        "lost, and comes back as blur. The loss counts every pixel, so the two numbers go to what explains "
        "the most of them.",
        (
            "names something that passes: the kind of digit, slant, width",
            "names something that is lost, or the blur",
            "says that the cost of the pixels decides",
        ),
    ),
    14: Question(
        "A network with convolutions has a thirteenth of the numbers and makes half of the mistakes. Where "
        "does the knowledge come from that it has in advance?",
        "We built it in: the same small window is used everywhere, because a stroke is a stroke wherever it "
        "stands, and neighbours belong together. The dense network had to learn each place anew, from the "
        "same images.",
        (
            "says that weights are shared between places",
            "says that windows are small: neighbours count",
            "says that this is our knowledge about images, not something that was learned",
        ),
    ),
    15: Question(
        "In the first figure of 15.1 many of the drawn places lie where no image does. Why does it help "
        "that the encoder gives a cloud in place of a point, and what does it cost?",
        "Each image must be drawn well from all places of its cloud, so nearby places have to give similar "
        "images, and the clouds together are held near one bell from which one can draw. The cost is "
        "sharpness: a place that serves several images draws something between them.",
        (
            "says that a cloud covers places, so that neighbours draw alike",
            "says that a term holds the clouds to the bell from which we draw",
            "names the price: blur, or a worse copy",
        ),
    ),
    16: Question(
        "Your network trains in nbkit and, with the same weights and data, a little differently in another "
        "framework. Where do you look, and in which order?",
        "First one run forward: the same loss? Then the slopes. Then one step of the optimizer: the place "
        "of the epsilon, decay, the mean over a batch or its sum. Then what changes between steps: the "
        "order of batches, random numbers, precision. At the first that differs, stop and look.",
        (
            "compares in the order forward, slopes, one step",
            "names a habit that differs: epsilon, mean or sum, decay, defaults",
            "compares one step before many, or removes chance and precision first",
        ),
    ),
    17: Question(
        "Your `gradients` gives nodes, not numbers. What is that good for? And what does the sweep take "
        "care of, so that it is right, and quick, where many paths lead to one node?",
        "The slopes are a graph like any other: it can be run again with other data, drawn, and "
        "differentiated once more. The sweep takes the nodes in reverse order, so that a node has heard "
        "from all who use it before it hands anything on. Where paths meet it adds, and it visits each node "
        "once, however many paths there are.",
        (
            "names a use of slopes that are nodes: run again, drawn, or differentiated once more",
            "says that shares are added where paths meet",
            "says that a node waits for all who use it, so that each is visited once",
        ),
    ),
    18: Question(
        "A network that reads ten digits shows you this curve: its loss begins at 2.3 and stays there, at "
        "whatever rate. What does the number tell you, what do you measure first, and how do you tell a "
        "cause from a symptom?",
        "2.3 is ln 10: it gives all ten digits the same chance. So nothing moves, or what moves has nothing "
        "to do with the images. I print the size of each slope: zeros say that nothing arrives, ordinary "
        "ones send me to look at images beside their labels. A cause explains what I measured, and once it "
        "is mended the network learns. Where a symptom is mended the loss hardly stirs.",
        (
            "knows the number: guessing among ten, or ln 10",
            "measures before changing anything: slopes, weights, a few images with their labels",
            "says how a cause shows: it explains the measurement, or one change makes it learn",
        ),
    ),
    19: Question(
        "A friend has trained a network on 2,000 X-rays of 100 patients of one hospital, and reports 96 "
        "percent. Which questions do you ask before you believe it, and what might each uncover?",
        "How were the images dealt: has the network seen the same patient before? How frequent is the more "
        "frequent class, and what does the simplest method get? How often was the test opened, and was "
        "anything chosen by it? What else differs between the classes: the machine, the day, a mark in the "
        "corner? The 96 may shrink, and its range is that of the few patients in the test.",
        (
            "asks whether one patient lies on both sides of the split",
            "asks for the share of the classes, or for something simple to beat",
            "asks how often the test was used, or what else tells the classes apart",
        ),
    ),
}


def question_of(chapter: int) -> Question:
    """The question of a chapter. Raises LookupError where it has none."""
    if chapter not in QUESTIONS:
        raise LookupError(
            f"Chapter {chapter!r} asks nothing in words. Expected one of 0 to {max(QUESTIONS)}."
        )
    return QUESTIONS[chapter]
