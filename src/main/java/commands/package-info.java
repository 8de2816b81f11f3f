/** What can an operator type? Begin with {@link commands.Caravan}, which lists the commands. */
package commands;
