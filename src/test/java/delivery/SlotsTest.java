package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Duration MUCH_TIME = Duration.ofDays(1);
    private static final Set<Thread.State> WAITS = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final Slots slots = new Slots(3);

    @Test
    void takes_as_many_slots_as_are_wanted_and_free() throws Exception {
        assertThat(slots.take(2, NO_TIME, NO_TIME)).isEqualTo(2);
        assertThat(slots.take(2, NO_TIME, NO_TIME)).isEqualTo(1);
    }

    @Test
    void a_waiting_poller_continues_with_the_first_free_slot_although_it_wanted_all() throws Exception {
        assertThat(slotsAfterAWait(NO_TIME, 1)).isEqualTo(1);
    }

    @Test
    void a_poller_with_time_continues_when_all_slots_are_free() throws Exception {
        assertThat(slotsAfterAWait(MUCH_TIME, 3)).isEqualTo(3);
    }

    @Test
    void a_poller_that_waits_in_vain_for_further_slots_takes_what_is_free() throws Exception {
        assertThat(slotsAfterAWait(MUCH_TIME, 1)).isEqualTo(1);
    }

    @Test
    void closed_slots_cannot_be_taken_and_end_the_wait() throws Exception {
        slots.take(3, NO_TIME, NO_TIME);

        Waiting waiting = new Waiting(NO_TIME, NO_TIME);
        slots.close();

        assertThat(waiting.taken()).isZero();
        assertThat(slots.take(1, NO_TIME, NO_TIME)).isZero();
    }

    @Test
    void takes_slots_that_will_soon_be_free_and_no_more_than_there_are() throws Exception {
        endOften(slots);
        begin(slots, 3);

        assertThat(slots.take(2, NO_TIME, MUCH_TIME)).isEqualTo(2);
        assertThat(slots.take(2, NO_TIME, MUCH_TIME)).isEqualTo(1);
        Waiting waiting = new Waiting(NO_TIME, MUCH_TIME);
        slots.begin(0, 1);
        assertThat(waiting.taken()).isEqualTo(1);
    }

    @Test
    void takes_no_slot_ahead_before_many_handlers_have_ended() throws Exception {
        begin(slots, 3);

        Waiting waiting = new Waiting(NO_TIME, MUCH_TIME);
        slots.release();

        assertThat(waiting.taken()).isEqualTo(1);
    }

    @Test
    void a_waiting_poller_takes_the_slots_of_handlers_that_have_just_begun() throws Exception {
        endOften(slots);
        int taken = slots.take(3, NO_TIME, NO_TIME);
        Waiting waiting = new Waiting(NO_TIME, MUCH_TIME);

        slots.begin(3, taken);

        assertThat(waiting.taken()).isEqualTo(3);
    }

    @Test
    void handlers_that_end_together_do_not_count_as_quick() throws Exception {
        Slots large = new Slots(20);
        large.take(20, NO_TIME, NO_TIME);
        large.begin(20, 20);
        for (int i = 0; i < 20; i++) {
            large.release();
        }
        large.take(20, NO_TIME, NO_TIME);
        large.begin(20, 20);

        Waiting waiting = new Waiting(large, NO_TIME, MUCH_TIME);
        large.begin(0, 1);

        assertThat(waiting.taken()).isEqualTo(1);
    }

    @Test
    void takes_no_slot_ahead_that_no_handler_will_free() throws Exception {
        endOften(slots);
        begin(slots, 1);
        slots.take(2, NO_TIME, NO_TIME);

        assertThat(slots.take(3, NO_TIME, MUCH_TIME)).isEqualTo(1);
    }

    @Test
    void takes_no_slot_ahead_that_will_be_free_too_late() throws Exception {
        endOften(slots);
        begin(slots, 3);

        Waiting waiting = new Waiting(NO_TIME, Duration.ofNanos(1));
        slots.release();

        assertThat(waiting.taken()).isEqualTo(1);
    }

    @Test
    void does_not_wait_for_the_slot_of_a_long_handler_once_another_slot_is_free() throws Exception {
        Slots hasty = new Slots(3, Duration.ofNanos(1));
        Waiting waiting = withOneSlotThatIsSoonFree(hasty);

        hasty.release();
        hasty.release();
        hasty.release();

        assertThat(waiting.taken()).isEqualTo(1);
    }

    @Test
    void takes_slots_that_become_free_during_the_wait_for_further_ones() throws Exception {
        Slots hasty = new Slots(3, Duration.ofNanos(1));
        Waiting waiting = withOneSlotThatIsSoonFree(hasty);

        hasty.begin(0, 2);

        assertThat(waiting.taken()).isEqualTo(3);
    }

    @Test
    void takes_no_slot_if_quick_handlers_take_all_during_the_wait() throws Exception {
        Slots patient = new Slots(3, Duration.ofSeconds(2));
        patient.take(1, NO_TIME, NO_TIME);
        Waiting waiting = new Waiting(patient, MUCH_TIME, NO_TIME);

        patient.begin(5, 1);

        assertThat(waiting.taken()).isZero();
    }

    /** Two of the three slots have been taken ahead. A thread that wants more than the third slot waits. */
    private Waiting withOneSlotThatIsSoonFree(Slots slots) throws Exception {
        endOften(slots);
        begin(slots, 3);
        slots.take(2, NO_TIME, MUCH_TIME);
        return new Waiting(slots, MUCH_TIME, MUCH_TIME);
    }

    private static void endOften(Slots slots) throws Exception {
        for (int i = 0; i < 16; i++) {
            begin(slots, 1);
            slots.release();
        }
    }

    private static void begin(Slots slots, int handlers) throws Exception {
        slots.begin(handlers, slots.take(handlers, NO_TIME, NO_TIME));
    }

    private int slotsAfterAWait(Duration fill, int freed) throws Exception {
        slots.take(3, NO_TIME, NO_TIME);
        Waiting waiting = new Waiting(fill, NO_TIME);
        slots.begin(0, freed);
        return waiting.taken();
    }

    /** A thread that waits for three slots while none is free. */
    private final class Waiting {
        private final CompletableFuture<Integer> taken = new CompletableFuture<>();

        Waiting(Duration fill, Duration ahead) {
            this(slots, fill, ahead);
        }

        Waiting(Slots slots, Duration fill, Duration ahead) {
            Thread thread = new Thread(() -> {
                try {
                    taken.complete(slots.take(3, fill, ahead));
                } catch (InterruptedException e) {
                    taken.completeExceptionally(e);
                }
            });
            thread.start();
            await().until(() -> WAITS.contains(thread.getState()));
        }

        int taken() throws Exception {
            return taken.get(10, TimeUnit.SECONDS);
        }
    }
}
