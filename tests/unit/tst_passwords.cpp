// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/passwords.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestPasswords : public QObject
{
    Q_OBJECT

private slots:
    void textsLoseThem_data();
    void textsLoseThem();
    void argumentsLoseThem();
};

void TestPasswords::textsLoseThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("no address") << u"a: b@c password=x"_s << u"a: b@c password=x"_s;
    QTest::newRow("no password") << u"postgresql://me@h:5432/d"_s << u"postgresql://me@h:5432/d"_s;
    QTest::newRow("in the authority") << u"postgresql://me:pw@h/d"_s << u"postgresql://me:…@h/d"_s;
    QTest::newRow("with the short scheme") << u"postgres://me:pw@h/d"_s << u"postgres://me:…@h/d"_s;
    QTest::newRow("with signs that should be encoded")
        << u"postgresql://me:p/w@x?y@h/d"_s << u"postgresql://me:…@h/d"_s;
    QTest::newRow("without a user") << u"postgresql://:pw@h/d"_s << u"postgresql://:…@h/d"_s;
    QTest::newRow("in the query") << u"postgresql://h/d?user=me&password=pw&sslmode=require"_s
                                  << u"postgresql://h/d?user=me&password=…&sslmode=require"_s;
    QTest::newRow("of a key") << u"postgresql://h/d?sslpassword=pw"_s << u"postgresql://h/d?sslpassword=…"_s;
    QTest::newRow("in a sentence, twice") << u"No postgresql://a:pw@h/d and no postgresql://b:pw@h/d."_s
                                          << u"No postgresql://a:…@h/d and no postgresql://b:…@h/d."_s;
    QTest::newRow("in an option") << u"--workspace=postgresql://me:pw@h/d"_s
                                  << u"--workspace=postgresql://me:…@h/d"_s;
}

void TestPasswords::textsLoseThem()
{
    QFETCH(QString, text);
    QTEST(core::withoutPasswords(text), "shown");
}

void TestPasswords::argumentsLoseThem()
{
    std::string program = "retrydesk";
    std::string first = "--workspace";
    std::string second = "postgresql://me:p\xc3\xa4ss@h/d?sslmode=require";
    char *arguments[] = {program.data(), first.data(), second.data(), nullptr};
    const std::string before = second;
    QCOMPARE(core::takeArguments(3, arguments),
             (std::vector<std::string>{"retrydesk", "--workspace", before}));
    QCOMPARE(program, std::string("retrydesk"));
    QCOMPARE(first, std::string("--workspace"));
    QCOMPARE(second, std::string("postgresql://me:xxxxx@h/d?sslmode=require"));
}

QTEST_GUILESS_MAIN(TestPasswords)
#include "tst_passwords.moc"
