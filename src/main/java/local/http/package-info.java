/** How do the local services answer HTTP requests? */
package local.http;
