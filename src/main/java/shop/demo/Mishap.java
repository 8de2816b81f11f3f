package shop.demo;

/** Why a handler of the sample fails for an event of the demo. */
enum Mishap {
    AMOUNT("its amount is no number, so billing gives it up at once"),
    TILL("the till is closed for two minutes, so billing tries again and then gives it up"),
    STATUS("nobody knows its status, so order-history.fifo parks the group of this order");

    private final String story;

    Mishap(String story) {
        this.story = story;
    }

    /** What happens to the event, for people. */
    String story() {
        return story;
    }
}
