/**
 * What every HTTP route has in common: where it listens, and how it says no.
 *
 * <p>A request that is not answered as it wanted gets a {@link http.Problem}: from the route that took it, and, where no
 * route took it, from {@link http.Unserved}. No answer shows the inside.
 */
package http;
