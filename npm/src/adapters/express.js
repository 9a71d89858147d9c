import { answer, deliver } from "./node.js";
import { setup } from "./shared.js";

const FIX =
  "Express: put this route above app.use(express.json()), or change that line to " +
  "app.use(express.json({ verify: (req, _res, bytes) => { req.rawBody = bytes; } }))";

export const webhook = (verifier, given) => {
  const options = setup(verifier, given);
  return async (request, response, next) => {
    try {
      await deliver(verifier, request, options, FIX);
    } catch (error) {
      answer(error, request, response, options);
      return;
    }
    next();
  };
};
