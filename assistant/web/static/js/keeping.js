/** What the browser keeps: the token for this tab; theme and language for the next visit. */

/** @param {() => Storage} storage a getter, as storage itself may be forbidden */
function kept(storage) {
  return {
    /** @param {string} key @returns {?string} */
    get(key) {
      try {
        return storage().getItem(`wendan.${key}`);
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {?string} value null forgets */
    set(key, value) {
      try {
        if (value === null) storage().removeItem(`wendan.${key}`);
        else storage().setItem(`wendan.${key}`, value);
      } catch {
        // Nothing is kept where storage is forbidden; the page works without.
      }
    },
  };
}

export const tab = kept(() => sessionStorage);
export const browser = kept(() => localStorage);
