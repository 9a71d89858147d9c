// The part of AWS' runtime client that is C++ over curl, and would have to be compiled: it sends answers to the Runtime API.
const { request } = require("node:http");

const send = (id, what, body) => {
  const sent = request(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${id}/${what}`, {
    method: "POST",
  });
  sent.on("response", (response) => response.resume());
  sent.end(body);
};

exports.done = (id, body) => send(id, "response", body);
exports.error = (id, body) => send(id, "error", body);
