// The example behind a line that has parsed the body.
import { POST as inner } from "../hooks/stripe/route.js";

export const POST = async (request, context) => {
  await request.json();
  return inner(request, context);
};
