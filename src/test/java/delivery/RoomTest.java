package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Duration MUCH_TIME = Duration.ofDays(1);

    private final Room room = new Room(3);

    @Test
    void gives_as_many_places_as_are_wanted_and_free() throws Exception {
        assertThat(room.take(2, NO_TIME)).isEqualTo(2);
        assertThat(room.take(2, NO_TIME)).isEqualTo(1);
    }

    @Test
    void who_waits_hears_of_the_first_place_although_all_were_wanted() throws Exception {
        assertThat(placesOfWhoWaits(NO_TIME, 1)).isEqualTo(1);
    }

    @Test
    void who_has_time_goes_on_when_all_are_there() throws Exception {
        assertThat(placesOfWhoWaits(MUCH_TIME, 3)).isEqualTo(3);
    }

    @Test
    void who_waits_for_others_that_do_not_come_goes_on_with_what_there_is() throws Exception {
        assertThat(placesOfWhoWaits(MUCH_TIME, 1)).isEqualTo(1);
    }

    @Test
    void a_closed_room_gives_none_and_sends_who_waits_away() throws Exception {
        room.take(3, NO_TIME);

        Waiting waiting = new Waiting(NO_TIME);
        room.close();

        assertThat(waiting.places()).isZero();
        assertThat(room.take(1, NO_TIME)).isZero();
    }

    private int placesOfWhoWaits(Duration fill, int givenBack) throws Exception {
        room.take(3, NO_TIME);
        Waiting waiting = new Waiting(fill);
        room.giveBack(givenBack);
        return waiting.places();
    }

    /** Someone who wants three places of a room that has none, and waits. */
    private final class Waiting {
        private final CompletableFuture<Integer> places = new CompletableFuture<>();

        Waiting(Duration fill) {
            Thread thread = new Thread(() -> {
                try {
                    places.complete(room.take(3, fill));
                } catch (InterruptedException e) {
                    places.completeExceptionally(e);
                }
            });
            thread.start();
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }

        int places() throws Exception {
            return places.get(10, TimeUnit.SECONDS);
        }
    }
}
