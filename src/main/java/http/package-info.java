/**
 * What do all HTTP routes share? They listen at {@link http.FrontDoor}, and refuse with a {@link http.Problem}.
 *
 * <p>A request without a route gets its problem from {@link http.Unserved}. No response shows internals.
 */
package http;
