/** Parses the body of one route before its endpoint is called. */
export const handle = async ({ event, resolve }) => {
  if (event.url.pathname === "/parsed") await event.request.json();
  return resolve(event);
};
