package local.dynamodb;

import java.util.Optional;

/** The part of the written item that a PartiQL statement returns. */
enum Returning {
    NOTHING,
    ALL_OLD,
    MODIFIED_OLD,
    ALL_NEW,
    MODIFIED_NEW;

    /**
     * The attributes that are returned.
     *
     * @param modified the part of an item that the statement sets or removes
     */
    Optional<Value.MapOf> of(Write.Outcome outcome, Projection modified) {
        Optional<Value.MapOf> before = outcome.before().map(Item::attributes);
        Optional<Value.MapOf> after = outcome.after().map(Item::attributes);
        return switch (this) {
            case NOTHING -> Optional.empty();
            case ALL_OLD -> before;
            case MODIFIED_OLD -> before.map(modified::of);
            case ALL_NEW -> after;
            case MODIFIED_NEW -> after.map(modified::of);
        };
    }

    /** This clause as a statement writes it. */
    @Override
    public String toString() {
        return name().replace('_', ' ') + " *";
    }
}
