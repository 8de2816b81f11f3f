package deadletters;

import java.util.List;

/**
 * A page of a list.
 *
 * @param number the page's number, from 1
 * @param size the most entries of the page
 */
public record Page(int number, int size) {
    /** The most entries of any page. */
    public static final int MOST = 1000;

    public Page {
        if (number < 1) {
            throw new RefusedException(RefusedException.Reason.WRONG, "page " + number + ": must be from 1");
        }
        if (size < 1 || size > MOST) {
            throw new RefusedException(RefusedException.Reason.WRONG, "size " + size + ": must be from 1 to " + MOST);
        }
    }

    <T> List<T> of(List<T> all) {
        int first = (int) Math.min((long) (number - 1) * size, all.size());
        return all.subList(first, Math.min(first + size, all.size()));
    }

    int pages(int entries) {
        return Math.max(1, (entries + size - 1) / size);
    }
}
