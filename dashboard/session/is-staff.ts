/** Whether a role is one of those who run the place: any other is somebody who is signed in. */
export const isStaff = (role: string): boolean => role === 'admin' || role === 'operator';
