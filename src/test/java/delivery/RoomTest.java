package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Duration MUCH_TIME = Duration.ofDays(1);
    private static final Set<Thread.State> WAITS = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final Room room = new Room(3);

    @Test
    void gives_as_many_places_as_are_wanted_and_free() throws Exception {
        assertThat(room.take(2, NO_TIME, NO_TIME)).isEqualTo(2);
        assertThat(room.take(2, NO_TIME, NO_TIME)).isEqualTo(1);
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
        room.take(3, NO_TIME, NO_TIME);

        Waiting waiting = new Waiting(NO_TIME, NO_TIME);
        room.close();

        assertThat(waiting.places()).isZero();
        assertThat(room.take(1, NO_TIME, NO_TIME)).isZero();
    }

    @Test
    void gives_places_that_are_soon_left_before_they_are_and_no_more_than_there_are() throws Exception {
        leaveOften(room);
        begin(room, 3);

        assertThat(room.take(2, NO_TIME, MUCH_TIME)).isEqualTo(2);
        assertThat(room.take(2, NO_TIME, MUCH_TIME)).isEqualTo(1);
        Waiting waiting = new Waiting(NO_TIME, MUCH_TIME);
        room.begin(0, 1);
        assertThat(waiting.places()).isEqualTo(1);
    }

    @Test
    void knows_nothing_of_places_before_they_were_left_often() throws Exception {
        begin(room, 3);

        Waiting waiting = new Waiting(NO_TIME, MUCH_TIME);
        room.leave();

        assertThat(waiting.places()).isEqualTo(1);
    }

    @Test
    void who_waits_hears_of_handlers_that_begin_and_will_leave_their_places() throws Exception {
        leaveOften(room);
        int places = room.take(3, NO_TIME, NO_TIME);
        Waiting waiting = new Waiting(NO_TIME, MUCH_TIME);

        room.begin(3, places);

        assertThat(waiting.places()).isEqualTo(3);
    }

    @Test
    void does_not_take_handlers_that_end_together_for_quick_ones() throws Exception {
        Room large = new Room(20);
        large.take(20, NO_TIME, NO_TIME);
        large.begin(20, 20);
        for (int i = 0; i < 20; i++) {
            large.leave();
        }
        large.take(20, NO_TIME, NO_TIME);
        large.begin(20, 20);

        Waiting waiting = new Waiting(large, NO_TIME, MUCH_TIME);
        large.begin(0, 1);

        assertThat(waiting.places()).isEqualTo(1);
    }

    @Test
    void gives_no_place_ahead_that_no_handler_will_leave() throws Exception {
        leaveOften(room);
        begin(room, 1);
        room.take(2, NO_TIME, NO_TIME);

        assertThat(room.take(3, NO_TIME, MUCH_TIME)).isEqualTo(1);
    }

    @Test
    void a_place_that_is_left_less_often_than_the_time_ahead_is_not_given_before() throws Exception {
        leaveOften(room);
        begin(room, 3);

        Waiting waiting = new Waiting(NO_TIME, Duration.ofNanos(1));
        room.leave();

        assertThat(waiting.places()).isEqualTo(1);
    }

    @Test
    void waits_for_others_while_none_is_free_yet_but_not_for_a_handler_that_takes_long_when_one_is() throws Exception {
        Room hasty = new Room(3, Duration.ofNanos(1));
        Waiting waiting = withOnePlaceThatIsSoonFree(hasty);

        hasty.leave();
        hasty.leave();
        hasty.leave();

        assertThat(waiting.places()).isEqualTo(1);
    }

    @Test
    void takes_what_comes_while_it_waits_for_others() throws Exception {
        Room hasty = new Room(3, Duration.ofNanos(1));
        Waiting waiting = withOnePlaceThatIsSoonFree(hasty);

        hasty.begin(0, 2);

        assertThat(waiting.places()).isEqualTo(3);
    }

    @Test
    void gives_none_if_what_begins_takes_them_while_others_are_waited_for() throws Exception {
        Room patient = new Room(3, Duration.ofSeconds(2));
        patient.take(1, NO_TIME, NO_TIME);
        Waiting waiting = new Waiting(patient, MUCH_TIME, NO_TIME);

        patient.begin(5, 1);

        assertThat(waiting.places()).isZero();
    }

    /** Two of the three slots have been taken ahead. A thread that wants more than the third slot waits. */
    private Waiting withOnePlaceThatIsSoonFree(Room room) throws Exception {
        leaveOften(room);
        begin(room, 3);
        room.take(2, NO_TIME, MUCH_TIME);
        return new Waiting(room, MUCH_TIME, MUCH_TIME);
    }

    private static void leaveOften(Room room) throws Exception {
        for (int i = 0; i < 16; i++) {
            begin(room, 1);
            room.leave();
        }
    }

    private static void begin(Room room, int handlers) throws Exception {
        room.begin(handlers, room.take(handlers, NO_TIME, NO_TIME));
    }

    private int placesOfWhoWaits(Duration fill, int givenBack) throws Exception {
        room.take(3, NO_TIME, NO_TIME);
        Waiting waiting = new Waiting(fill, NO_TIME);
        room.begin(0, givenBack);
        return waiting.places();
    }

    /** A thread that waits for three slots while none is free. */
    private final class Waiting {
        private final CompletableFuture<Integer> places = new CompletableFuture<>();

        Waiting(Duration fill, Duration ahead) {
            this(room, fill, ahead);
        }

        Waiting(Room room, Duration fill, Duration ahead) {
            Thread thread = new Thread(() -> {
                try {
                    places.complete(room.take(3, fill, ahead));
                } catch (InterruptedException e) {
                    places.completeExceptionally(e);
                }
            });
            thread.start();
            await().until(() -> WAITS.contains(thread.getState()));
        }

        int places() throws Exception {
            return places.get(10, TimeUnit.SECONDS);
        }
    }
}
