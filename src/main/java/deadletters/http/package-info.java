/** How does an operator reach the dead letters over HTTP? Begin with {@link deadletters.http.DeadLettersApi}. */
package deadletters.http;
