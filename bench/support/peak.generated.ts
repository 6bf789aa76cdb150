// Made of kernels/peak.ts by `npm run build:kernels`: do not edit.

/** Multiplies and adds in registers alone, as moduleText makes texts. */
export const peakText: string =
  '%}/}A};&%%%&,&}.&}M&}K(5&)}3}<}D,};}3};}=}@}G(%%)(&%-.&*}>}3}/}9%%0~c)&~_)(4}I&}M 2%%}Ng%%}Ng%%}Ng%%}NgG) 2%%%h%%%h%%%h%%%hG* 2%%hh%%hh%%hh%%hhG+ 2%%}Nh%%}Nh%%}Nh%%}NhG, 2%%}ph%%}ph%%}ph%%}phG- 2%%~4h%%~4h%%~4h%%~4hG. 2%%~Th%%~Th%%~Th%%~ThG/ 2%%%i%%%i%%%i%%%iG0 2%%6i%%6i%%6i%%6iG1 2%%Fi%%Fi%%Fi%%FiG2 2%%Vi%%Vi%%Vi%%ViG3i% %*%G&i6 %*%G()hF%F5r*hF4F& ~Z&F( ~X&G4F)F& ~Z&F( ~X&G)F*F& ~Z&F( ~X&G*F+F& ~Z&F( ~X&G+F,F& ~Z&F( ~X&G,F-F& ~Z&F( ~X&G-F.F& ~Z&F( ~X&G.F/F& ~Z&F( ~X&G/F0F& ~Z&F( ~X&G0F1F& ~Z&F( ~X&G1F2F& ~Z&F( ~X&G2F3F& ~Z&F( ~X&G3F5i&}8G52&11F4F) ~X&F*F+ ~X& ~X&F0F1 ~X& ~X&F,F- ~X&F.F/ ~X& ~X& ~X&F2F3 ~X& ~X& E%1';

/** The same, fused. */
export const relaxedPeakText: string =
  '%}/}A};&%%%&,&}.&}M&}K(5&)}3}<}D,};}3};}=}@}G(%%)(&%-.&*}>}3}/}9%%0~=)&~:)(4}I&}M 2%%}Ng%%}Ng%%}Ng%%}NgG) 2%%%h%%%h%%%h%%%hG* 2%%hh%%hh%%hh%%hhG+ 2%%}Nh%%}Nh%%}Nh%%}NhG, 2%%}ph%%}ph%%}ph%%}phG- 2%%~4h%%~4h%%~4h%%~4hG. 2%%~Th%%~Th%%~Th%%~ThG/ 2%%%i%%%i%%%i%%%iG0 2%%6i%%6i%%6i%%6iG1 2%%Fi%%Fi%%Fi%%FiG2 2%%Vi%%Vi%%Vi%%ViG3i% %*%G&i6 %*%G()hF%F5r*hF4F&F( }S(G4F)F&F( }S(G)F*F&F( }S(G*F+F&F( }S(G+F,F&F( }S(G,F-F&F( }S(G-F.F&F( }S(G.F/F&F( }S(G/F0F&F( }S(G0F1F&F( }S(G1F2F&F( }S(G2F3F&F( }S(G3F5i&}8G52&11F4F) ~X&F*F+ ~X& ~X&F0F1 ~X& ~X&F,F- ~X&F.F/ ~X& ~X& ~X&F2F3 ~X& ~X& E%1';
