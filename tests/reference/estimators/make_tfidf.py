"""Makes tfidf.json: what scikit-learn's TfidfVectorizer makes of short texts.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

texts = [
    "The late train was late again.",
    "the train to Graz: on time, at 12:30!",
    "Again the LATE bus, and again no seat",
    "Zürich, Straße, ÉCOLE",
    "zürich and the école",
    "ΑΘΗΝΑ και Москва",
    "москва - αθηνα",
    "",
    "!!! ...",
    "A a a a b",
    "late train",
    "late train",
    "x2 and 2x and x2",
]
cases = []
for max_words in (1, 2):
    for min_documents in (1, 2, 3):
        for sublinear in (False, True):
            vectorizer = TfidfVectorizer(
                ngram_range=(1, max_words),
                min_df=min_documents,
                sublinear_tf=sublinear,
                token_pattern=r"(?u)[^\W_]+",
            )
            weights = vectorizer.fit_transform(texts).toarray()
            terms = vectorizer.get_feature_names_out().tolist()
            cases.append(
                {
                    "params": {"maxWords": max_words, "minDocuments": min_documents, "sublinear": sublinear},
                    "terms": terms,
                    "idf": vectorizer.idf_.tolist(),
                    "weights": [
                        [[int(j), float(row[j])] for j in numpy.flatnonzero(row)] for row in weights
                    ],
                }
            )

result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "texts": texts,
    "cases": cases,
}
path = pathlib.Path(__file__).parent / "tfidf.json"
path.write_text(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
