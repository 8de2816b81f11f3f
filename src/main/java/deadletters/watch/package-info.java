/** Notices about new dead letters. Begin with {@link deadletters.watch.LetterWatch}. */
package deadletters.watch;
