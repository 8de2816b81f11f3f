/** Who is notified of new dead letters? Begin with {@link deadletters.watch.LetterWatch}. */
package deadletters.watch;
