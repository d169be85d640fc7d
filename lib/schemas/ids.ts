/** The id of a document's type, or of a part of it. @param pointer such as `/properties/stat` */
export const idOf = (document: string, pointer = ""): string => `${document}#/definitions/${document}${pointer}`;
