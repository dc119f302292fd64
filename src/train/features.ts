/** A column that becomes a feature, and how it is treated. */
export interface FeatureRole {
  readonly name: string;
  readonly role: 'numeric' | 'categorical' | 'boolean' | 'datetime' | 'text';
}
