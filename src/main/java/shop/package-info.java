/** The handlers of the sample, to be replaced by your own. */
package shop;
