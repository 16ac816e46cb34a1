// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "db/settingstore.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using db::SettingStore;

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void aNewWorkspaceHasNone();
    void valuesComeBackAsTheyWere_data();
    void valuesComeBackAsTheyWere();
    void aValueIsWrittenOver();
    void anotherConnectionSeesThem();
};

void TestSettings::aNewWorkspaceHasNone()
{
    TestWorkspace workspace;
    QVERIFY(must(SettingStore(workspace.connection()).all()).isEmpty());
}

void TestSettings::valuesComeBackAsTheyWere_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("a number") << u"30000"_s;
    QTest::newRow("a number with zeros in front") << u"007"_s;
    QTest::newRow("an empty text") << u""_s;
    QTest::newRow("quotes and letters beyond ASCII") << u"it's \"日本\" ; -- ä"_s;
    QTest::newRow("lines") << u"one\ntwo\r\n"_s;
    QTest::newRow("a long text") << QString(100000, u'x');
}

void TestSettings::valuesComeBackAsTheyWere()
{
    QFETCH(QString, value);
    TestWorkspace workspace;
    SettingStore settings(workspace.connection());
    must(settings.set(u"net.user_agent"_s, value));
    QCOMPARE(must(settings.all()), (QHash<QString, QString>{{u"net.user_agent"_s, value}}));
    must(settings.set(u"empty"_s, QString())); // a null text is an empty one
    QCOMPARE(must(settings.all()).value(u"empty"_s, u"?"_s), QString());
}

void TestSettings::aValueIsWrittenOver()
{
    TestWorkspace workspace;
    SettingStore settings(workspace.connection());
    for (const QString &value : {u"1"_s, u"2"_s, u"2"_s, u"3"_s})
        must(settings.set(u"net.per_host"_s, value));
    must(settings.set(u"net.timeout_ms"_s, u"5"_s));
    QCOMPARE(must(settings.all()),
             (QHash<QString, QString>{{u"net.per_host"_s, u"3"_s}, {u"net.timeout_ms"_s, u"5"_s}}));
}

void TestSettings::anotherConnectionSeesThem()
{
    TestWorkspace workspace;
    const auto other = workspace.another();
    must(SettingStore(workspace.connection()).set(u"k"_s, u"v"_s));
    QCOMPARE(must(SettingStore(*other).all()).value(u"k"_s), u"v"_s);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
