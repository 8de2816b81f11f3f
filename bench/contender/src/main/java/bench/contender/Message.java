package bench.contender;

/**
 * The content of a message's body.
 *
 * @param cell the measurement that the message belongs to; messages left over from earlier measurements do not count
 * @param number its number in that measurement, from 0
 * @param group the message group, or {@code -}
 * @param place its place in the group, from 0
 * @param sentAt {@link System#nanoTime()}, which all processes of one machine share; 0 if that does not matter
 * @param work how long its handler takes, in milliseconds
 */
public record Message(int cell, int number, String group, int place, long sentAt, int work) {
    /** The usual benchmark of this field has bodies of 500 bytes. */
    private static final int SIZE = 500;

    public String body() {
        StringBuilder body = new StringBuilder(SIZE)
                .append(cell).append(' ')
                .append(number).append(' ')
                .append(group).append(' ')
                .append(place).append(' ')
                .append(sentAt).append(' ')
                .append(work).append(' ');
        while (body.length() < SIZE) {
            body.append('x');
        }
        return body.toString();
    }

    static Message of(String body) {
        String[] fields = body.split(" ", 7);
        return new Message(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                fields[2],
                Integer.parseInt(fields[3]),
                Long.parseLong(fields[4]),
                Integer.parseInt(fields[5]));
    }
}
