/**
 * What do all HTTP routes share? They are served by {@link http.FrontDoor}, and report errors as a {@link http.Problem}.
 *
 * <p>A request without a route gets its problem from {@link http.Unserved}. No response shows internals.
 */
package http;
