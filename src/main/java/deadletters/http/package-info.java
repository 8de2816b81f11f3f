/** The dead letters over HTTP, for operators. Begin with {@link deadletters.http.DeadLettersApi}. */
package deadletters.http;
