// The SDKs read the system's clock. For the length of a call it shows the time of the delivery.
const System = globalThis.Date;

export const at = async (milliseconds, call) => {
  globalThis.Date = class Shown extends System {
    constructor(...parts) {
      if (parts.length) super(...parts);
      else super(milliseconds);
    }
    static now() {
      return milliseconds;
    }
  };
  try {
    return await call();
  } finally {
    globalThis.Date = System;
  }
};
