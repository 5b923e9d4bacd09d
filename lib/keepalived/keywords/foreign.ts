/** Words that are no keywords of keepalived 2.2.7 anywhere, and what they are: see below for their sentences. */
export const foreignKeywords: Readonly<Record<string, string>> = {}
