// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policytable.h"

#include <QtTest>

#include <random>

using core::Cause;
using core::PolicyTable;
using Retry = core::CausePolicy::Retry;
using namespace Qt::StringLiterals;

namespace {

const QString kHeader =
    u"cause,retry,max_attempts,base_ms,factor,cap_ms,jitter,uses_attempt,counts_for_breaker"_s;

Cause causeOf(const QString &name)
{
    return core::causeFromName(name).value_or(Cause::Count);
}

//! "field=value …" of one cause, so that a whole policy is one cell of a data row.
QString shown(const PolicyTable &table, Cause cause)
{
    QStringList all;
    for (const QString &field : PolicyTable::fields()) {
        if (const QString value = table.value(cause, field); !value.isEmpty())
            all.append(field + u'=' + value);
    }
    return all.join(u' ');
}

class Chance
{
public:
    explicit Chance(quint64 seed) : m_engine(seed) {}
    qint64 whole(qint64 least, qint64 most)
    {
        return std::uniform_int_distribution<qint64>(least, most)(m_engine);
    }
    double real(double least, double most)
    {
        return std::uniform_real_distribution<double>(least, most)(m_engine);
    }
    //! Any change, many of which are refused.
    void edit(PolicyTable *table)
    {
        const auto cause = static_cast<Cause>(whole(0, int(Cause::Count) - 1));
        const QString field = PolicyTable::fields().at(whole(0, PolicyTable::fields().size() - 1));
        const QString values[] = {QString(core::retryName(core::kAllRetries.at(whole(0, 6)))),
                                  QString::number(whole(-1, 101)),
                                  QString::number(whole(-1, 700'000'000)),
                                  QString::number(real(-0.1, 1.1), 'g', 17),
                                  QString::number(real(0.5, 11), 'g', 17),
                                  whole(0, 1) == 1 ? u"yes"_s : u"no"_s};
        static_cast<void>(table->set(cause, field, values[whole(0, 5)]).hasValue());
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace

class TestPolicyTable : public QObject
{
    Q_OBJECT

private slots:
    void beginsAsBuiltIn();
    void fieldsAreSetAndTakenBack_data();
    void fieldsAreSetAndTakenBack();
    void aResetTakesAllBack();
    void nonsenseIsRefused_data();
    void nonsenseIsRefused();
    void locksSayWhy();
    void textsAreRead_data();
    void textsAreRead();
    void badTextsSayWhereAndWhatIsAllowed_data();
    void badTextsSayWhereAndWhatIsAllowed();
    void everyTableComesBackFromItsText();
    void damagedTextsAreReadOrRefused();
};

void TestPolicyTable::beginsAsBuiltIn()
{
    const PolicyTable table;
    for (int i = 0; i < int(Cause::Count); ++i) {
        const auto cause = static_cast<Cause>(i);
        QCOMPARE(table.of(cause).cause, cause);
        QVERIFY(table.of(cause) == core::policyFor(cause));
        QVERIFY(!table.isEdited(cause));
    }
    QVERIFY(table.edited().isEmpty());
    const QStringList lines = table.toText().split(u'\n');
    QCOMPARE(lines.size(), int(Cause::Count) + 2); // the header, and nothing after the last line's end
    QCOMPARE(lines.at(0), kHeader);
    QCOMPARE(lines.at(1), u"timeout,backoff,,,,,,true,true"_s);
    QCOMPARE(lines.at(6), u"rate_limited,when_told,,,,,,false,false"_s);
}

void TestPolicyTable::fieldsAreSetAndTakenBack_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected"); // of timeout, which is "backoff", true and true
    QTest::newRow("another retry") << u"retry"_s << u"never"_s
                                   << u"retry=never uses_attempt=true counts_for_breaker=true"_s;
    const auto added = [](const char *name, const QString &field, const QString &value, const QString &kept) {
        QTest::newRow(name) << field << value
                            << u"retry=backoff %1=%2 uses_attempt=true counts_for_breaker=true"_s.arg(field,
                                                                                                      kept);
    };
    added("the least of tries", u"max_attempts"_s, u"1"_s, u"1"_s);
    added("the most of tries", u"max_attempts"_s, u"100"_s, u"100"_s);
    added("no base", u"base_ms"_s, u"0"_s, u"0"_s);
    added("the longest base", u"base_ms"_s, u"86400000"_s, u"86400000"_s);
    added("the longest cap", u"cap_ms"_s, u" 604800000 "_s, u"604800000"_s);
    added("a factor", u"factor"_s, u"1.25"_s, u"1.25"_s);
    added("no growth", u"factor"_s, u"1"_s, u"1"_s);
    added("no jitter", u"jitter"_s, u"0"_s, u"0"_s);
    added("a jitter no binary fraction has", u"jitter"_s, u"0.1"_s, u"0.1"_s);
    for (const char *no : {"false", "no", "0", "FALSE"}) {
        QTest::addRow("no attempt: %s", no) << u"uses_attempt"_s << QString::fromLatin1(no)
                                            << u"retry=backoff uses_attempt=false counts_for_breaker=true"_s;
    }
    QTest::newRow("not for the breaker") << u"counts_for_breaker"_s << u"no"_s
                                         << u"retry=backoff uses_attempt=true counts_for_breaker=false"_s;
}

void TestPolicyTable::fieldsAreSetAndTakenBack()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    for (const QString &back : {u"default"_s, QString()}) {
        PolicyTable table;
        QVERIFY(table.set(Cause::Timeout, field, value));
        QCOMPARE(shown(table, Cause::Timeout), expected);
        QCOMPARE(table.edited(), QList{Cause::Timeout});
        QVERIFY(table.isEdited(Cause::Timeout));
        QVERIFY(table.set(Cause::Timeout, field, back));
        QVERIFY(table == PolicyTable());
    }
}

void TestPolicyTable::aResetTakesAllBack()
{
    PolicyTable table;
    QVERIFY(table.set(Cause::Dns, u"max_attempts"_s, u"9"_s));
    QVERIFY(table.set(Cause::Dns, u"retry"_s, u"long_backoff"_s));
    QVERIFY(table.set(Cause::Tls, u"uses_attempt"_s, u"no"_s));
    QCOMPARE(table.edited(), (QList{Cause::Dns, Cause::Tls}));
    table.reset(Cause::Dns);
    QCOMPARE(table.edited(), QList{Cause::Tls});
    QVERIFY(table.of(Cause::Dns) == core::policyFor(Cause::Dns));
}

void TestPolicyTable::nonsenseIsRefused_data()
{
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *cause, const char *field, const char *value,
                        const char *says) {
        QTest::newRow(name) << QString::fromLatin1(cause) << QString::fromLatin1(field)
                            << QString::fromLatin1(value) << QString::fromLatin1(says);
    };
    row("an unknown field", "timeout", "colour", "red", "max_attempts, base_ms");
    row("an unknown retry", "timeout", "retry", "sometimes",
        "backoff, long_backoff, once, when_told, new_extractor, never, stop_worker");
    row("no tries", "timeout", "max_attempts", "0", "from 1 to 100");
    row("too many tries", "timeout", "max_attempts", "101", "from 1 to 100");
    row("a fraction of a try", "timeout", "max_attempts", "1.5", "a whole number");
    row("more than any number", "timeout", "max_attempts", "99999999999999999999", "from 1 to 100");
    row("a negative base", "timeout", "base_ms", "-1", "from 0 to 86400000");
    row("a base over a day", "timeout", "base_ms", "86400001", "from 0 to 86400000");
    row("a cap over a week", "timeout", "cap_ms", "604800001", "from 0 to 604800000");
    row("a shrinking factor", "timeout", "factor", "0.99", "from 1 to 10");
    row("a factor that is no number", "timeout", "factor", "nan", "from 1 to 10");
    row("an endless factor", "timeout", "factor", "inf", "from 1 to 10");
    row("a negative jitter", "timeout", "jitter", "-0.1", "from 0 to 1");
    row("a jitter over 1", "timeout", "jitter", "1.01", "from 0 to 1");
    row("a number with a unit", "timeout", "base_ms", "30s", "a whole number");
    row("a placeholder", "timeout", "base_ms", "%4 %1", "not \"%4 %1\"");
    row("neither yes nor no", "timeout", "uses_attempt", "maybe", "true or false");
    row("a full disk that is tried again", "storage", "retry", "backoff", "must stay stop_worker");
    row("a lost database that is final", "database", "retry", "never", "must stay stop_worker");
    row("a host's pause that is not kept", "rate_limited", "retry", "backoff", "must stay when_told");
    row("a cancelled step that is final", "cancelled", "retry", "once", "must stay backoff");
    row("a cancelled step that uses a try", "cancelled", "uses_attempt", "yes", "uses no attempt");
}

void TestPolicyTable::nonsenseIsRefused()
{
    QFETCH(QString, cause);
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, says);
    PolicyTable table;
    QVERIFY(table.set(Cause::Timeout, u"max_attempts"_s, u"9"_s));
    const PolicyTable before = table;
    const auto set = table.set(causeOf(cause), field, value);
    QVERIFY(!set);
    QCOMPARE(set.error().code, core::ErrorCode::Usage);
    QVERIFY2(set.error().message.contains(says), qPrintable(set.error().message));
    QVERIFY2(set.error().message.contains(field), qPrintable(set.error().message));
    QVERIFY2(set.error().message.endsWith(u'.'), qPrintable(set.error().message));
    QVERIFY(table == before);
}

void TestPolicyTable::locksSayWhy()
{
    PolicyTable table;
    for (int i = 0; i < int(Cause::Count); ++i) {
        const auto cause = static_cast<Cause>(i);
        for (const QString &field : PolicyTable::fields()) {
            const bool isLocked = !PolicyTable::lockReason(cause, field).isEmpty();
            QVERIFY(table.set(cause, field, table.value(cause, field))); // what it is, it may stay
            bool takesAny = false;
            for (const QString &value : {u"never"_s, u"backoff"_s, u"1"_s, u"0"_s})
                takesAny |= table.set(cause, field, value) && table.isEdited(cause);
            QCOMPARE(takesAny, !isLocked);
            table.reset(cause);
        }
    }
}

void TestPolicyTable::textsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("timeout");
    QTest::addColumn<QString>("dns");
    const QString builtIn = u"retry=backoff uses_attempt=true counts_for_breaker=true"_s;
    const QString edited =
        u"retry=long_backoff max_attempts=7 base_ms=10 factor=3 cap_ms=20 jitter=0.5 uses_attempt=false "
        "counts_for_breaker=false"_s;
    const QString line = u"timeout,long_backoff,7,10,3,20,0.5,no,0"_s;
    const auto row = [&](const char *name, const QString &text, const QString &timeout,
                         const QString &dns = {}) {
        QTest::newRow(name) << text << timeout << (dns.isEmpty() ? builtIn : dns);
    };
    row("the header alone", kHeader, builtIn);
    row("one line", kHeader + u'\n' + line, edited);
    row("a line's end at the end", kHeader + u'\n' + line + u'\n', edited);
    row("line ends of Windows", kHeader + u"\r\n"_s + line + u"\r\n"_s, edited);
    row("a byte order mark", QChar(QChar::ByteOrderMark) + kHeader + u'\n' + line, edited);
    row("empty cells", kHeader + u"\ntimeout,,,,,,,,"_s, builtIn);
    row("default in words", kHeader + u"\ntimeout,default,default,,,,,default,default"_s, builtIn);
    row("comments and blank lines", u"# ours\n\n"_s + kHeader + u"\n  # \"one\n \n"_s + line + u"\n#"_s,
        edited);
    row("as a spreadsheet saves it",
        u"\"# ours, edited\",,\n,,\n\"cause\",\"retry\",\"uses_attempt\"\n"
        "\"timeout\",\"Once\",FALSE\n,,\n"_s,
        u"retry=once uses_attempt=false counts_for_breaker=true"_s);
    row("columns in another order", u"jitter, max_attempts ,cause\n0.75, 3 ,dns"_s, builtIn,
        u"retry=backoff max_attempts=3 jitter=0.75 uses_attempt=true counts_for_breaker=true"_s);
    row("base and cap equal", u"cause,cap_ms,base_ms\ndns,5,5"_s, builtIn,
        u"retry=backoff base_ms=5 cap_ms=5 uses_attempt=true counts_for_breaker=true"_s);
    row("locked words as they are",
        u"cause,retry,uses_attempt\nstorage,stop_worker,no\ncancelled,backoff,no"_s, builtIn);
}

void TestPolicyTable::textsAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, timeout);
    QFETCH(QString, dns);
    const auto table = PolicyTable::parse(text);
    QVERIFY2(table, table ? "" : qPrintable(table.error().message));
    QCOMPARE(shown(*table, Cause::Timeout), timeout);
    QCOMPARE(shown(*table, Cause::Dns), dns);
}

void TestPolicyTable::badTextsSayWhereAndWhatIsAllowed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QString &text, const QByteArray &message) {
        QTest::newRow(name) << text << QString::fromUtf8(message);
    };
    const auto line = [](const QString &text) { return QString(u"# ours\n"_s + kHeader + u'\n' + text); };
    const QByteArray missing = ": the header is missing: " + kHeader.toLatin1() + '.';
    row("nothing", {}, "Line 1" + missing);
    row("comments only", u"# a\n# b\n"_s, "Line 3" + missing);
    row("no header", u"\ntimeout,backoff,,,,,,,"_s, "Line 2" + missing);
    row("semicolons", u"cause;retry\ntimeout;once"_s, "Line 1" + missing);
    row("an unknown column", u"cause,colour"_s,
        "Line 1: there is no column \"colour\"; there are: cause, retry, max_attempts, base_ms, factor, "
        "cap_ms, "
        "jitter, uses_attempt, counts_for_breaker.");
    row("a column twice", u"cause,retry,Retry"_s, "Line 1: the column retry is named more than once.");
    row("an unknown cause", u"cause,retry\nthe_weather,once"_s,
        "Line 2: cause: there is no \"the_weather\"; *");
    row("a cause twice", u"cause,retry\ndns,once\n\ndns,never"_s,
        "Line 4: cause: dns is in line 2 already, and a cause has one line.");
    row("too few cells", u"cause,retry,jitter\ndns,once"_s,
        "Line 2: there are 2 cells where the header has 3 columns: cause, retry, jitter.");
    row("too many cells", u"cause,jitter\ndns,0,5"_s,
        "Line 2: there are 3 cells where the header has 2 columns: cause, jitter.");
    row("an open quotation mark", u"cause,retry\n\"dns,once"_s, "Line 2: a quotation mark is not closed.");
    row("an unknown retry", line(u"dns,later,,,,,,,"_s),
        "Line 3: retry of dns: one of backoff, long_backoff, once, when_told, new_extractor, never, "
        "stop_worker "
        "is needed, not \"later\".");
    row("no number", line(u"dns,,many,,,,,,"_s),
        "Line 3: max_attempts of dns: a whole number from 1 to 100 is needed, not \"many\".");
    row("out of range", line(u"dns,,,,11,,,,"_s),
        "Line 3: factor of dns: a number from 1 to 10 is needed, not \"11\".");
    row("neither true nor false", line(u"dns,,,,,,,,2"_s),
        "Line 3: counts_for_breaker of dns: true or false is needed, not \"2\".");
    row("a base above the cap", line(u"dns,,,21,,20,,,"_s),
        "Line 3: cap_ms of dns: base_ms (21) must be at most cap_ms (20).");
    row("a base above the cap in another order", u"cause,cap_ms,base_ms\ndns,20,21"_s,
        "Line 2: base_ms of dns: base_ms (21) must be at most cap_ms (20).");
    row("a full disk that is tried again", line(u"storage,once,,,,,,,"_s),
        "Line 3: retry of storage cannot be \"once\": it must stay stop_worker, *");
}

void TestPolicyTable::badTextsSayWhereAndWhatIsAllowed()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto table = PolicyTable::parse(text);
    QVERIFY(!table);
    QCOMPARE(table.error().code, core::ErrorCode::Usage);
    if (message.endsWith(u'*')) {
        message.chop(1);
        QCOMPARE(table.error().message.left(message.size()), message);
    } else {
        QCOMPARE(table.error().message, message);
    }
}

void TestPolicyTable::everyTableComesBackFromItsText()
{
    Chance chance(20);
    PolicyTable table;
    for (int i = 0; i < 3000; ++i) {
        chance.edit(&table);
        const auto again = PolicyTable::parse(table.toText());
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY2(*again == table, qPrintable(table.toText()));
        QCOMPARE(again->edited(), table.edited());
        if (i % 100 == 0) // the more is edited, the less is left to edit
            table = PolicyTable();
    }
    QVERIFY(!table.edited().isEmpty());
}

void TestPolicyTable::damagedTextsAreReadOrRefused()
{
    Chance chance(21);
    const QString whole = PolicyTable().toText();
    const QString characters = u",\"#\n\r 0-.%eé"_s;
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        QString text = whole;
        for (qint64 left = chance.whole(1, 4); left > 0; --left) {
            const qint64 at = chance.whole(0, text.size() - 1);
            if (chance.whole(0, 2) == 0)
                text.remove(at, chance.whole(1, 30));
            else
                text.insert(at, characters.at(chance.whole(0, characters.size() - 1)));
        }
        const auto table = PolicyTable::parse(text);
        if (table)
            continue;
        ++refused;
        QCOMPARE(table.error().code, core::ErrorCode::Usage);
        QVERIFY2(table.error().message.startsWith(u"Line "), qPrintable(table.error().message));
    }
    QVERIFY(refused > 1000);
}

QTEST_GUILESS_MAIN(TestPolicyTable)
#include "tst_policytable.moc"
