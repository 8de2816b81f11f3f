/** The commands for operators. Begin with {@link commands.Caravan}, which lists them. */
package commands;
