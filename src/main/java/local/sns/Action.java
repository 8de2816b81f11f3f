package local.sns;

import local.http.Xml;

/** Something SNS can be asked to do. It runs on the server's one thread and must not block. */
@FunctionalInterface
interface Action {
    /**
     * Does it, and writes what it found into the answer.
     *
     * @throws SnsException if AWS would refuse
     */
    void run(SnsRequest request, Xml result);
}
