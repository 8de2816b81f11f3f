package local.sns;

import local.http.Xml;

/** An SNS action. It runs on the server's single thread and must not block. */
@FunctionalInterface
interface Action {
    /**
     * Runs the action and writes its result into the answer.
     *
     * @throws SnsException if AWS would refuse the request
     */
    void run(SnsRequest request, Xml result);
}
