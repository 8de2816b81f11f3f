/** Mistakes and risks in a topology. Begin with {@link topology.doctor.Doctor}. */
package topology.doctor;
