/**
 * What all HTTP routes share. Routes listen at {@link http.FrontDoor}, and answer errors with a {@link http.Problem}.
 * {@link http.Unserved} answers requests without a route. No response shows internals.
 */
package http;
